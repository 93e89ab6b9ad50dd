package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * DFT along an axis of real or complex numbers, whose parts lie on the last axis, as products with the matrices of cosines
 * and sines: with the length L, and θ = 2πkj / L,
 *
 * <pre>
 * X[k] = Σ x[j] (cos θ − i sin θ), or, inverse, 1/L Σ x[j] (cos θ + i sin θ)
 * </pre>
 *
 * x is cut or filled with zeros to the length. One-sided, only the first L/2 + 1 frequencies are computed; back from these,
 * the frequencies between the first and the middle count twice, and the result has a real part only.
 */
final class FourierTransform implements CompositeOperator {
    private static final int LENGTH = 1;
    private static final int AXIS = 2;

    /** A matrix may have 64 MiB. */
    private static final long LONGEST_AXIS = 4096;

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(LENGTH, AXIS);
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        int last = x.shape().rank() - 1;
        int axis = x.shape().axis(call.has(AXIS) ? call.constantInts(AXIS)[0] : -2);
        long parts = x.dim(last);
        call.require(
                axis != last && (parts == 1 || parts == 2),
                () ->
                        "the last axis of its input must have the real part, or both parts, and is not transformed, found "
                                + x.shape() + " and axis " + axis);
        boolean inverse = call.attributes().integer("inverse", 0) != 0;
        boolean oneSided = call.attributes().integer("onesided", 0) != 0;
        boolean toReal = inverse && oneSided;
        long size = x.dim(axis);
        long length = call.has(LENGTH) ? call.constantInts(LENGTH)[0] : toReal ? 2 * (size - 1) : size;
        call.require(
                length >= 1 && Math.max(length, size) <= LONGEST_AXIS,
                () -> "it is computed as a product with a matrix, and may transform 1 to " + LONGEST_AXIS
                        + " numbers along axis " + axis + ", found " + Math.max(length, size) + " and length " + length
                        + ": cut them into frames");
        call.require(
                !toReal || size == length / 2 + 1,
                () -> "inverse and onesided, it must have the " + (length / 2 + 1) + " frequencies of length " + length
                        + " along axis " + axis + ", found " + size + ": cut them, or add zeros");
        Waves waves = new Waves(size, oneSided && !inverse ? length / 2 + 1 : length, length, inverse, toReal);
        Value cosines = waves.matrix(ops, true);
        Value sines = waves.matrix(ops, false);
        Value real = part(ops, x, 0);
        Value transformed = product(ops, real, axis, cosines);
        if (parts == 1) {
            return List.of(
                    toReal ? asPart(ops, transformed) : joined(ops, transformed, product(ops, real, axis, sines)));
        }
        Value imaginary = part(ops, x, 1);
        transformed = ops.sub(transformed, product(ops, imaginary, axis, sines));
        return List.of(
                toReal
                        ? asPart(ops, transformed)
                        : joined(
                                ops,
                                transformed,
                                ops.add(product(ops, real, axis, sines), product(ops, imaginary, axis, cosines))));
    }

    private static Value joined(Ops ops, Value real, Value imaginary) {
        return ops.concat(real.shape().rank(), List.of(asPart(ops, real), asPart(ops, imaginary)));
    }

    private static Value part(Ops ops, Value x, int part) {
        int last = x.shape().rank() - 1;
        Value one = x.dim(last) == 1
                ? x
                : ops.slice(x, new long[] {part}, new long[] {part + 1L}, new long[] {last}, new long[] {1});
        return ops.reshape(one, LongStream.of(x.shape().dims()).limit(last).toArray());
    }

    private static Value asPart(Ops ops, Value x) {
        return ops.reshape(
                x,
                LongStream.concat(LongStream.of(x.shape().dims()), LongStream.of(1))
                        .toArray());
    }

    private static Value product(Ops ops, Value x, int axis, Value matrix) {
        int rank = x.shape().rank();
        int[] moved = IntStream.concat(IntStream.range(0, rank).filter(i -> i != axis), IntStream.of(axis))
                .toArray();
        int[] back = new int[rank];
        IntStream.range(0, rank).forEach(i -> back[moved[i]] = i);
        return ops.transpose(ops.matMul(ops.transpose(x, moved), matrix), back);
    }

    /** The matrices of one transform; the sines have the sign of the imaginary unit. */
    private record Waves(long size, long frequencies, long length, boolean inverse, boolean toReal) {
        Value matrix(Ops ops, boolean cosines) {
            int columns = Math.toIntExact(frequencies);
            float[] numbers = new float[Math.toIntExact(size) * columns];
            for (int j = 0; j < Math.min(size, length); j++) {
                double twice = toReal && j > 0 && 2L * j != length ? 2 : 1;
                for (int k = 0; k < columns; k++) {
                    // The product is reduced first: the cosine of a large angle would be less precise.
                    double angle = 2 * Math.PI * ((long) j * k % length) / length;
                    double wave = cosines ? Math.cos(angle) : inverse ? Math.sin(angle) : -Math.sin(angle);
                    numbers[j * columns + k] = (float) (inverse ? twice * wave / length : wave);
                }
            }
            return ops.builder().constant(Constant.floats(Shape.of(size, columns), numbers));
        }
    }
}
