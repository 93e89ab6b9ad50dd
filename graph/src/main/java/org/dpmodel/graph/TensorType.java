package org.dpmodel.graph;

import java.util.Objects;

/**
 * What is known about a tensor before it is computed.
 *
 * @param dataType type of the elements
 * @param shape dimensions
 */
public record TensorType(DataType dataType, Shape shape) {
    /** Checks that both parts are present. */
    public TensorType {
        Objects.requireNonNull(dataType, "dataType");
        Objects.requireNonNull(shape, "shape");
    }

    /**
     * A float32 tensor.
     *
     * @param dimensions the dimensions
     * @return the type
     */
    public static TensorType floats(long... dimensions) {
        return new TensorType(DataType.FLOAT, Shape.of(dimensions));
    }

    /**
     * The same element type in another shape.
     *
     * @param other the shape
     * @return the type
     */
    public TensorType withShape(Shape other) {
        return new TensorType(dataType, other);
    }

    /**
     * The size of the tensor in memory.
     *
     * @return bytes
     * @throws GraphException if the batch is not bound
     */
    public long bytes() {
        return Math.multiplyExact(shape.size(), (long) dataType.bytes());
    }

    @Override
    public String toString() {
        return dataType.name().toLowerCase(java.util.Locale.ROOT) + shape;
    }
}
