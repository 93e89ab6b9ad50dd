package org.dpmodel.nn;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.dpmodel.validation.Require;

/**
 * How many values each output (fan-in) and each input (fan-out) of a layer is connected to: for {@code [out, in, ...]},
 * the product of the further axes times in, and times out.
 *
 * @param in the fan-in
 * @param out the fan-out
 */
record Fan(long in, long out) {
    static Fan of(long[] shape) {
        if (shape.length < 2) {
            throw Require.broken(
                    "shape",
                    "must have at least two axes to have a fan-in and a fan-out",
                    Arrays.toString(shape),
                    "initialize a bias by Zero or by Uniform");
        }
        long receptiveField = Arrays.stream(shape).skip(2).reduce(1, Math::multiplyExact);
        return new Fan(shape[1] * receptiveField, shape[0] * receptiveField);
    }

    /** Draws each value independently, after checking that the size of the array matches the shape. */
    static void fill(float[] values, long[] shape, DoubleSupplier draw) {
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (values.length != elements) {
            throw Require.broken(
                    "values",
                    "must have the " + elements + " elements of the shape " + Arrays.toString(shape),
                    values.length,
                    "pass an array of that length");
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) draw.getAsDouble();
        }
    }
}
