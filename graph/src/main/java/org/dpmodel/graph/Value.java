package org.dpmodel.graph;

import java.util.Objects;
import java.util.Optional;

/**
 * A value of a graph under construction.
 *
 * @param name unique within the graph
 * @param type its type
 * @param constant its elements, if they are known when the graph is built
 */
public record Value(String name, TensorType type, Optional<Constant> constant) {
    /** Represents an optional input that is omitted. */
    private static final Value ABSENT = new Value("", new TensorType(DataType.FLOAT, Shape.of(0)), Optional.empty());

    /**
     * A placeholder for an optional input that is omitted before others.
     *
     * @return a value without a name
     */
    public static Value absent() {
        return ABSENT;
    }

    /**
     * Whether this is an omitted optional input.
     *
     * @return true for {@link #absent()}
     */
    public boolean isAbsent() {
        return name.isEmpty();
    }

    /** Checks that all parts are present. */
    public Value {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(constant, "constant");
    }

    /**
     * The dimensions.
     *
     * @return the type's shape
     */
    public Shape shape() {
        return type.shape();
    }

    /**
     * One dimension.
     *
     * @param axis in [-rank, rank)
     * @return its size
     */
    public long dim(int axis) {
        return shape().dim(axis);
    }
}
