package org.dpmodel.graph.reference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;

/**
 * A tensor of the reference interpreter, row-major and immutable. Elements of {@link DataType#FLOAT} and {@link
 * DataType#DOUBLE} are stored as doubles and never rounded to float; all others as longs, a bool as 0 or 1.
 */
public final class ReferenceTensor {
    private final TensorType type;
    private final double[] reals;
    private final long[] integers;

    private ReferenceTensor(TensorType type, double[] reals, long[] integers) {
        int length = reals == null ? integers.length : reals.length;
        if (type.shape().size() != length) {
            throw new GraphException(
                    "a tensor of type " + type + " has " + type.shape().size() + " elements, found " + length);
        }
        this.type = type;
        this.reals = reals;
        this.integers = integers;
    }

    /**
     * A tensor of type float32, stored in double precision.
     *
     * @param shape its shape
     * @param elements row-major; copied
     * @return the tensor
     */
    public static ReferenceTensor floats(Shape shape, double... elements) {
        return ofReals(new TensorType(DataType.FLOAT, shape), elements.clone());
    }

    /**
     * An int64 tensor.
     *
     * @param shape its shape
     * @param elements row-major; copied
     * @return the tensor
     */
    public static ReferenceTensor longs(Shape shape, long... elements) {
        return ofIntegers(new TensorType(DataType.INT64, shape), elements.clone());
    }

    /**
     * A bool tensor.
     *
     * @param shape its shape
     * @param elements row-major; 0 or 1
     * @return the tensor
     */
    public static ReferenceTensor bools(Shape shape, long... elements) {
        return ofIntegers(new TensorType(DataType.BOOL, shape), elements.clone());
    }

    /**
     * The tensor with the elements of a constant.
     *
     * @param constant type and elements
     * @return the tensor
     */
    public static ReferenceTensor of(Constant constant) {
        TensorType type = constant.type();
        int size = Math.toIntExact(type.shape().size());
        ByteBuffer bytes = constant.bytes();
        double[] reals = new double[isReal(type) ? size : 0];
        long[] integers = new long[isReal(type) ? 0 : size];
        for (int i = 0; i < size; i++) {
            switch (type.dataType()) {
                case FLOAT -> reals[i] = bytes.getFloat();
                case DOUBLE -> reals[i] = bytes.getDouble();
                case INT32 -> integers[i] = bytes.getInt();
                case INT64 -> integers[i] = bytes.getLong();
                case BOOL -> integers[i] = bytes.get() == 0 ? 0 : 1;
            }
        }
        return isReal(type) ? ofReals(type, reals) : ofIntegers(type, integers);
    }

    /** Takes over the array. */
    static ReferenceTensor ofReals(TensorType type, double[] elements) {
        return new ReferenceTensor(type, elements, null);
    }

    /** Takes over the array. */
    static ReferenceTensor ofIntegers(TensorType type, long[] elements) {
        return new ReferenceTensor(type, null, elements);
    }

    private static boolean isReal(TensorType type) {
        return type.dataType() == DataType.FLOAT || type.dataType() == DataType.DOUBLE;
    }

    /**
     * The same elements as a constant, rounded to the element type.
     *
     * @return type and elements
     */
    public Constant toConstant() {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size(); i++) {
            switch (type.dataType()) {
                case FLOAT -> bytes.putFloat((float) reals[i]);
                case DOUBLE -> bytes.putDouble(reals[i]);
                case INT32 -> bytes.putInt((int) integers[i]);
                case INT64 -> bytes.putLong(integers[i]);
                case BOOL -> bytes.put((byte) integers[i]);
            }
        }
        return Constant.ofBytes(type, bytes.array());
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
     * The elements, of whatever type, as doubles.
     *
     * @return a copy
     */
    public double[] toDoubles() {
        return isReal()
                ? reals.clone()
                : Arrays.stream(integers).asDoubleStream().toArray();
    }

    /**
     * The elements of an integer or bool tensor.
     *
     * @return a copy
     * @throws GraphException if the elements are floating-point numbers
     */
    public long[] toLongs() {
        if (isReal()) {
            throw new GraphException("expected a tensor of integers, found " + type);
        }
        return integers.clone();
    }

    boolean isReal() {
        return reals != null;
    }

    Shape shape() {
        return type.shape();
    }

    int size() {
        return isReal() ? reals.length : integers.length;
    }

    double real(int index) {
        return isReal() ? reals[index] : integers[index];
    }

    long integer(int index) {
        if (isReal()) {
            throw new GraphException("expected a tensor of integers, found " + type);
        }
        return integers[index];
    }

    /** Applies a function to each element, if they are floating-point numbers. */
    ReferenceTensor map(DoubleUnaryOperator function) {
        return isReal() ? ofReals(type, Arrays.stream(reals).map(function).toArray()) : this;
    }

    /** The same elements in another shape. */
    ReferenceTensor reshaped(Shape shape) {
        return new ReferenceTensor(type.withShape(shape), reals, integers);
    }

    /** The tensor whose element i is this one's element source[i]. */
    ReferenceTensor select(Shape shape, int[] source) {
        TensorType selected = type.withShape(shape);
        return isReal()
                ? ofReals(
                        selected,
                        Arrays.stream(source).mapToDouble(i -> reals[i]).toArray())
                : ofIntegers(
                        selected,
                        Arrays.stream(source).mapToLong(i -> integers[i]).toArray());
    }

    /**
     * This tensor, repeated along the axes where its size is 1 and along axes in front of its own.
     *
     * @param shape a shape that this one can be broadcast to
     * @return the tensor of that shape
     */
    public ReferenceTensor broadcast(Shape shape) {
        Grid from = Grid.of(shape());
        Grid to = Grid.of(shape);
        int[] source = new int[to.size()];
        to.forEach(position -> source[to.offset(position)] = from.broadcastOffset(position));
        return select(shape, source);
    }

    /** Prints the type and the elements. */
    @Override
    public String toString() {
        return type + " " + (isReal() ? Arrays.toString(reals) : Arrays.toString(integers));
    }
}
