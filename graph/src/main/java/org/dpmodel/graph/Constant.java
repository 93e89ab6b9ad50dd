package org.dpmodel.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A tensor of known values: an initializer of a graph. Immutable; elements in row-major order, little endian. */
public final class Constant {
    private final TensorType type;
    private final byte[] bytes;
    private final Origin origin;

    /** What a file says about the origin of the elements. */
    private enum Origin {
        STORED,
        LITERAL,
        BUFFER
    }

    private Constant(TensorType type, byte[] bytes) {
        this(type, bytes, Origin.STORED);
    }

    private Constant(TensorType type, byte[] bytes, Origin origin) {
        if (type.bytes() != bytes.length) {
            throw new GraphException(
                    "a tensor of type " + type + " has " + type.bytes() + " bytes, found " + bytes.length);
        }
        this.type = type;
        this.bytes = bytes;
        this.origin = origin;
    }

    /**
     * A float32 tensor.
     *
     * @param shape its shape
     * @param values row-major, as many as the shape has elements
     * @return the tensor
     */
    public static Constant floats(Shape shape, float... values) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        littleEndian(bytes).asFloatBuffer().put(values);
        return new Constant(new TensorType(DataType.FLOAT, shape), bytes);
    }

    /**
     * An int64 vector, as ONNX requires for shapes and axes.
     *
     * @param values the elements
     * @return a tensor of rank 1
     */
    public static Constant ints(long... values) {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Long.BYTES)];
        littleEndian(bytes).asLongBuffer().put(values);
        return new Constant(new TensorType(DataType.INT64, Shape.of(values.length)), bytes);
    }

    /**
     * A tensor from its bytes.
     *
     * @param type its type
     * @param littleEndian the elements; copied
     * @return the tensor
     */
    public static Constant ofBytes(TensorType type, byte[] littleEndian) {
        return new Constant(type, littleEndian.clone());
    }

    /**
     * The same elements as a constant of the program, which an exporter writes as a {@code Constant} node instead of a
     * stored weight.
     *
     * @return an equal tensor for which {@link #isLiteral} holds
     */
    public Constant literal() {
        return new Constant(type, bytes, Origin.LITERAL);
    }

    /**
     * The same elements as a stored tensor, as in compiled graphs.
     *
     * @return an equal tensor for which neither {@link #isLiteral} nor {@link #isBuffer} holds
     */
    public Constant stored() {
        return origin == Origin.STORED ? this : new Constant(type, bytes);
    }

    /**
     * Whether this is a constant of the program rather than a stored weight. It describes the origin of the elements, and
     * {@link #equals} ignores it.
     *
     * @return true if it was a {@code Constant} node
     */
    public boolean isLiteral() {
        return origin == Origin.LITERAL;
    }

    /**
     * The same elements as a tensor that, according to its file, is not a parameter of the program.
     *
     * @return an equal tensor for which {@link #isBuffer} holds
     */
    public Constant buffer() {
        return new Constant(type, bytes, Origin.BUFFER);
    }

    /**
     * Whether the file says that this is stored without being a parameter. {@link #equals} ignores it, as it does {@link
     * #isLiteral}.
     *
     * @return true for a buffer, and for tensors that an exporter computed only from buffers and constants
     */
    public boolean isBuffer() {
        return origin == Origin.BUFFER;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The type.
     *
     * @return element type and shape
     */
    public TensorType type() {
        return type;
    }

    /**
     * The elements as bytes.
     *
     * @return a read-only view in little-endian order
     */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The elements of a float32 tensor.
     *
     * @return a copy
     * @throws GraphException if the tensor has another element type
     */
    public float[] toFloats() {
        expect(DataType.FLOAT);
        float[] values = new float[bytes.length / Float.BYTES];
        bytes().asFloatBuffer().get(values);
        return values;
    }

    /**
     * Whether each element of a float32 tensor equals a number.
     *
     * @param number the number; zeros of both signs are 0
     * @return true if they all do, or there are no elements
     * @throws GraphException if the tensor has another element type
     */
    public boolean isFilledWith(float number) {
        for (float element : toFloats()) {
            if (element != number) {
                return false;
            }
        }
        return true;
    }

    /**
     * The elements of an int64 tensor.
     *
     * @return a copy
     * @throws GraphException if the tensor has another element type
     */
    public long[] toLongs() {
        if (type.dataType() == DataType.INT32) {
            int[] narrow = new int[bytes.length / Integer.BYTES];
            bytes().asIntBuffer().get(narrow);
            return Arrays.stream(narrow).asLongStream().toArray();
        }
        expect(DataType.INT64);
        long[] values = new long[bytes.length / Long.BYTES];
        bytes().asLongBuffer().get(values);
        return values;
    }

    private void expect(DataType wanted) {
        if (type.dataType() != wanted) {
            throw new GraphException("expected a tensor of " + wanted + ", found " + type);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constant constant && type.equals(constant.type) && Arrays.equals(bytes, constant.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }

    /** Prints the type, and the elements of small integer tensors. */
    @Override
    public String toString() {
        return type.dataType() == DataType.INT64 && type.shape().size() <= 16
                ? Arrays.toString(toLongs())
                : type.toString();
    }
}
