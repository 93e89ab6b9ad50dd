package org.dpmodel.graph;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The dimensions of a tensor, outermost first. The one symbolic dimension is {@link #BATCH}: the number of examples,
 * bound to a number before a graph is compiled.
 */
public final class Shape {
    /** Stands for the number of examples in a graph that is not yet bound to a batch size. */
    public static final long BATCH = -1;

    private final long[] dimensions;

    private Shape(long[] dimensions) {
        for (long dimension : dimensions) {
            if (dimension < 0 && dimension != BATCH) {
                throw new GraphException("a dimension must be at least 0 or Shape.BATCH, found " + dimension + " in "
                        + Arrays.toString(dimensions));
            }
        }
        this.dimensions = dimensions;
    }

    /**
     * A shape; without arguments, the shape of a scalar.
     *
     * @param dimensions sizes, at least 0, or {@link #BATCH}
     * @return the shape
     */
    public static Shape of(long... dimensions) {
        return new Shape(dimensions.clone());
    }

    /**
     * The number of dimensions.
     *
     * @return the rank, 0 for a scalar
     */
    public int rank() {
        return dimensions.length;
    }

    /**
     * One dimension.
     *
     * @param axis in [-rank, rank); negative counts from the end
     * @return its size
     */
    public long dim(int axis) {
        return dimensions[axis(axis)];
    }

    /**
     * A copy of all dimensions.
     *
     * @return the dimensions
     */
    public long[] dims() {
        return dimensions.clone();
    }

    /**
     * An axis counted from the start.
     *
     * @param axis in [-rank, rank)
     * @return the same axis in [0, rank)
     * @throws GraphException if the axis is outside the range
     */
    public int axis(long axis) {
        if (axis < -rank() || axis >= rank()) {
            throw new GraphException(
                    "axis must be in [" + -rank() + ", " + rank() + ") for shape " + this + ", found " + axis);
        }
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    /**
     * The number of elements.
     *
     * @return the product of all dimensions
     * @throws GraphException if the batch is not bound
     */
    public long size() {
        return size(0, rank());
    }

    /**
     * The number of elements within some axes.
     *
     * @param from first axis
     * @param to end of the axes, exclusive
     * @return the product of these dimensions, 1 for none
     * @throws GraphException if the batch is among them and not bound, or the product exceeds 64 bits
     */
    public long size(int from, int to) {
        long size = 1;
        for (int axis = from; axis < to; axis++) {
            if (dimensions[axis] == BATCH) {
                throw new GraphException("the batch size of shape " + this + " is not bound yet");
            }
            size = product(size, dimensions[axis]);
        }
        return size;
    }

    private long product(long size, long dimension) {
        try {
            return Math.multiplyExact(size, dimension);
        } catch (ArithmeticException e) {
            throw new GraphException("shape " + this + " must have fewer than 2^63 elements", e);
        }
    }

    /**
     * This shape with one dimension changed.
     *
     * @param axis in [-rank, rank)
     * @param size the new size, or {@link #BATCH}
     * @return the changed shape
     */
    public Shape with(int axis, long size) {
        long[] changed = dims();
        changed[axis(axis)] = size;
        return new Shape(changed);
    }

    /**
     * This shape with the symbolic batch replaced.
     *
     * @param batch the number of examples
     * @return a shape without {@link #BATCH}
     */
    public Shape bind(long batch) {
        return new Shape(
                LongStream.of(dimensions).map(d -> d == BATCH ? batch : d).toArray());
    }

    /**
     * Whether the shape has the symbolic batch dimension.
     *
     * @return true if a dimension is {@link #BATCH}
     */
    public boolean isSymbolic() {
        return LongStream.of(dimensions).anyMatch(d -> d == BATCH);
    }

    /**
     * The shape of an elementwise operation on two tensors, by NumPy's rules.
     *
     * @param other the second operand's shape
     * @return the common shape
     * @throws GraphException if two dimensions differ and neither is 1
     */
    public Shape broadcast(Shape other) {
        int rank = Math.max(rank(), other.rank());
        long[] common = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            long mine = fromEnd(rank - axis);
            long theirs = other.fromEnd(rank - axis);
            if (mine != theirs && mine != 1 && theirs != 1) {
                throw new GraphException("shapes " + this + " and " + other + " do not broadcast");
            }
            common[axis] = mine == 1 ? theirs : mine;
        }
        return new Shape(common);
    }

    private long fromEnd(int distance) {
        return distance > rank() ? 1 : dimensions[rank() - distance];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** Prints the dimensions, for example {@code [batch, 1, 32, 32]}. */
    @Override
    public String toString() {
        return LongStream.of(dimensions)
                .mapToObj(d -> d == BATCH ? "batch" : Long.toString(d))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
