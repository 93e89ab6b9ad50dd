package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.stream.IntStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;

/** Converts DJL's types and constants to those of graphs. */
final class Types {
    private Types() {}

    static Shape of(ai.djl.ndarray.types.Shape shape) {
        return Shape.of(shape.getShape());
    }

    static ai.djl.ndarray.types.Shape of(Shape shape) {
        return new ai.djl.ndarray.types.Shape(shape.dims());
    }

    static DataType of(ai.djl.ndarray.types.DataType type) {
        return switch (type) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT64 -> DataType.DOUBLE;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case BOOLEAN -> DataType.BOOL;
            default ->
                throw new GraphException("a traced block computes with arrays of type " + type
                        + ", which networks do not have: use FLOAT32");
        };
    }

    static ai.djl.ndarray.types.DataType of(DataType type) {
        return switch (type) {
            case FLOAT -> ai.djl.ndarray.types.DataType.FLOAT32;
            case DOUBLE -> ai.djl.ndarray.types.DataType.FLOAT64;
            case INT32 -> ai.djl.ndarray.types.DataType.INT32;
            case INT64 -> ai.djl.ndarray.types.DataType.INT64;
            case BOOL -> ai.djl.ndarray.types.DataType.BOOLEAN;
        };
    }

    /** The values of an array of a real engine. */
    static Constant constant(NDArray array) {
        return Constant.floats(of(array.getShape()), floats(array));
    }

    /** The values of an array of a real engine, as float32. */
    static float[] floats(NDArray array) {
        if (array.getDataType() == ai.djl.ndarray.types.DataType.FLOAT32) {
            return array.toFloatArray();
        }
        try (NDArray converted = array.toType(ai.djl.ndarray.types.DataType.FLOAT32, true)) {
            return converted.toFloatArray();
        }
    }

    /** A constant from Java numbers; all numbers in a network are float32. */
    static Constant constant(Buffer data, ai.djl.ndarray.types.Shape shape) {
        Shape wanted = of(shape);
        int size = Math.toIntExact(wanted.size());
        float[] values = new float[size];
        int start = data.position();
        if (data.remaining() < size) {
            throw new GraphException(
                    "a constant of shape " + wanted + " needs " + size + " numbers, found " + data.remaining());
        }
        IntStream.range(0, size).forEach(i -> values[i] = element(data, start + i));
        return Constant.floats(wanted, values);
    }

    private static float element(Buffer data, int index) {
        if (data instanceof FloatBuffer floats) {
            return floats.get(index);
        } else if (data instanceof DoubleBuffer doubles) {
            return (float) doubles.get(index);
        } else if (data instanceof IntBuffer ints) {
            return ints.get(index);
        } else if (data instanceof LongBuffer longs) {
            return longs.get(index);
        } else if (data instanceof ByteBuffer bytes) {
            return bytes.get(index);
        }
        throw new GraphException("a constant is made from a " + data.getClass().getSimpleName()
                + ", which is not supported: create it from float numbers");
    }
}
