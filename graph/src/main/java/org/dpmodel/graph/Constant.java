package org.dpmodel.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** A tensor of known values: an initializer of a graph. Immutable; elements in row-major order, little endian. */
public final class Constant {
    private final TensorType type;
    /** The elements, or null if all are zero: placeholders of large parameters need no memory. */
    private final byte[] stored;

    private final Origin origin;

    /** What a file says about the origin of the elements. */
    private enum Origin {
        STORED,
        LITERAL,
        BUFFER
    }

    private Constant(TensorType type, byte[] stored, Origin origin) {
        this.type = type;
        this.stored = stored;
        this.origin = origin;
    }

    private static Constant of(TensorType type, byte[] bytes) {
        if (type.bytes() != bytes.length) {
            throw new GraphException(
                    "a tensor of type " + type + " has " + type.bytes() + " bytes, found " + bytes.length);
        }
        return new Constant(type, bytes, Origin.STORED);
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
        return of(new TensorType(DataType.FLOAT, shape), bytes);
    }

    /**
     * A float32 tensor from memory of any kind.
     *
     * @param shape its shape
     * @param values row-major, as many as the shape has elements, from position to limit; copied
     * @return the tensor
     */
    public static Constant floats(Shape shape, FloatBuffer values) {
        byte[] bytes = new byte[Math.multiplyExact(values.remaining(), Float.BYTES)];
        littleEndian(bytes).asFloatBuffer().put(values.duplicate());
        return of(new TensorType(DataType.FLOAT, shape), bytes);
    }

    /**
     * A float32 tensor of zeros, which takes no memory for its elements.
     *
     * @param shape its shape
     * @return the tensor
     * @throws ArithmeticException if a Java array cannot hold the elements
     */
    public static Constant zeros(Shape shape) {
        TensorType type = new TensorType(DataType.FLOAT, shape);
        Math.toIntExact(type.bytes());
        return new Constant(type, null, Origin.STORED);
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
        return of(new TensorType(DataType.INT64, Shape.of(values.length)), bytes);
    }

    /**
     * A tensor from its bytes.
     *
     * @param type its type
     * @param littleEndian the elements; copied
     * @return the tensor
     */
    public static Constant ofBytes(TensorType type, byte[] littleEndian) {
        return of(type, littleEndian.clone());
    }

    /**
     * The same elements as a constant of the program, which an exporter writes as a {@code Constant} node instead of a
     * stored weight.
     *
     * @return an equal tensor for which {@link #isLiteral} holds
     */
    public Constant literal() {
        return new Constant(type, stored, Origin.LITERAL);
    }

    /**
     * The same elements as a stored tensor, as in compiled graphs.
     *
     * @return an equal tensor for which neither {@link #isLiteral} nor {@link #isBuffer} holds
     */
    public Constant stored() {
        return origin == Origin.STORED ? this : new Constant(type, stored, Origin.STORED);
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
        return new Constant(type, stored, Origin.BUFFER);
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

    private byte[] elements() {
        return stored == null ? new byte[Math.toIntExact(type.bytes())] : stored;
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
        return ByteBuffer.wrap(elements()).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The elements of a float32 tensor.
     *
     * @return a copy
     * @throws GraphException if the tensor has another element type
     */
    public float[] toFloats() {
        expect(DataType.FLOAT);
        FloatBuffer floats = bytes().asFloatBuffer();
        float[] values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }

    /**
     * Whether this was made by {@link #zeros}, so that nobody has to read it.
     *
     * @return true if all elements are zero; false if they may be
     */
    public boolean isPlaceholder() {
        return stored == null;
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
            IntBuffer ints = bytes().asIntBuffer();
            int[] narrow = new int[ints.remaining()];
            ints.get(narrow);
            return Arrays.stream(narrow).asLongStream().toArray();
        }
        expect(DataType.INT64);
        LongBuffer longs = bytes().asLongBuffer();
        long[] values = new long[longs.remaining()];
        longs.get(values);
        return values;
    }

    private void expect(DataType wanted) {
        if (type.dataType() != wanted) {
            throw new GraphException("expected a tensor of " + wanted + ", found " + type);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constant constant
                && type.equals(constant.type)
                && Arrays.equals(elements(), constant.elements());
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(elements());
    }

    /** Prints the type, and the elements of small integer tensors. */
    @Override
    public String toString() {
        return type.dataType() == DataType.INT64 && type.shape().size() <= 16
                ? Arrays.toString(toLongs())
                : type.toString();
    }
}
