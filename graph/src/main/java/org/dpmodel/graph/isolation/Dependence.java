package org.dpmodel.graph.isolation;

import java.util.OptionalInt;

/**
 * What a value depends on, among the examples of a batch: on none of them (a parameter, a constant, or computed from
 * those only), or slice i along one axis on example i alone, and not on i. There is no third case: where examples mix, or
 * their places in the batch matter, the analysis ends with an {@link ExamplesMixException}.
 *
 * @param axis the axis of examples, counted from the start; absent if the value is shared by all examples
 */
public record Dependence(OptionalInt axis) {
    /** The value depends on no example. */
    public static final Dependence SHARED = new Dependence(OptionalInt.empty());

    /** Examples along the first axis, as in the inputs of a network. */
    public static final Dependence ROWS = perExample(0);

    /**
     * Slice i along an axis depends on example i alone.
     *
     * @param axis the axis, counted from the start
     * @return the dependence
     */
    public static Dependence perExample(int axis) {
        return new Dependence(OptionalInt.of(axis));
    }

    /**
     * Whether the value depends on examples.
     *
     * @return false for {@link #SHARED}
     */
    public boolean onExamples() {
        return axis.isPresent();
    }

    /**
     * The axis of the examples.
     *
     * @return the axis
     * @throws java.util.NoSuchElementException if the value depends on no example
     */
    public int exampleAxis() {
        return axis.getAsInt();
    }

    @Override
    public String toString() {
        return onExamples() ? "one slice an example along axis " + exampleAxis() : "no example";
    }
}
