package org.dpmodel.graph;

import java.util.Objects;
import java.util.Optional;

/**
 * A value of a graph under construction.
 *
 * @param name unique within the graph
 * @param type its type
 * @param constant its elements, where they are known beforehand
 */
public record Value(String name, TensorType type, Optional<Constant> constant) {
    /** Stands for an optional input that is left out. */
    private static final Value ABSENT = new Value("", new TensorType(DataType.FLOAT, Shape.of(0)), Optional.empty());

    /**
     * What stands where a node leaves out an optional input before others.
     *
     * @return a value without a name
     */
    public static Value absent() {
        return ABSENT;
    }

    /**
     * Whether an optional input is left out.
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
