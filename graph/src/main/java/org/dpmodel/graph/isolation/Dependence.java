package org.dpmodel.graph.isolation;

import java.util.BitSet;
import java.util.OptionalInt;

/**
 * How a value depends on the examples of a batch:
 *
 * <ul>
 *   <li>on none of them: it is a parameter or a constant, or computed only from those ({@link #SHARED});
 *   <li>along one axis of {@code repeats * examples * group} slices, where slice {@code (k * examples + i) * group + j}
 *       depends on example i alone, and not on i: if axes were joined, the axis of examples may be inside another one;
 *   <li>on their number: it is a constant some of whose elements were computed from the size of the batch. Such elements
 *       may determine shapes, never values.
 * </ul>
 *
 * <p>There are no other cases: if examples mix, or their positions in the batch matter, the analysis ends with an {@link
 * ExamplesMixException}.
 *
 * @param axis the axis of examples, counted from the start; empty if the value does not depend on examples
 * @param group the number of adjacent slices along the axis that belong to one example; 1 if the value does not depend on
 *     examples
 * @param repeats how often the sequence of examples is repeated along the axis; 1 if the value does not depend on
 *     examples
 * @param counts the elements, in row-major order, that depend on the number of examples; empty except for constants
 */
public record Dependence(OptionalInt axis, long group, long repeats, BitSet counts) {
    /** The value does not depend on examples. */
    public static final Dependence SHARED = new Dependence(OptionalInt.empty(), 1, 1, new BitSet());

    /** Examples along the first axis, as in the inputs of a network. */
    public static final Dependence ROWS = perExample(0);

    /** Copies the set. */
    public Dependence {
        counts = (BitSet) counts.clone();
    }

    /**
     * Slice i along an axis depends on example i alone.
     *
     * @param axis the axis, counted from the start
     * @return the dependence
     */
    public static Dependence perExample(int axis) {
        return perExample(axis, 1, 1);
    }

    /**
     * Each group of slices along an axis depends on one example alone.
     *
     * @param axis the axis, counted from the start
     * @param group the number of adjacent slices of one example, at least 1
     * @param repeats how often the sequence of examples is repeated, at least 1
     * @return the dependence
     */
    public static Dependence perExample(int axis, long group, long repeats) {
        return new Dependence(OptionalInt.of(axis), group, repeats, new BitSet());
    }

    /**
     * The same along another axis.
     *
     * @param moved the new position of the axis of the examples
     * @return the dependence
     */
    public Dependence onAxis(int moved) {
        return perExample(moved, group, repeats);
    }

    /**
     * The number of slices along the axis that belong to one example.
     *
     * @return {@code group * repeats}
     */
    public long slices() {
        return group * repeats;
    }

    /**
     * A constant, some of whose elements follow from the number of examples.
     *
     * @param elements their positions, in row-major order
     * @return the dependence, {@link #SHARED} if there are none
     */
    public static Dependence onCount(BitSet elements) {
        return elements.isEmpty() ? SHARED : new Dependence(OptionalInt.empty(), 1, 1, elements);
    }

    @Override
    public BitSet counts() {
        return (BitSet) counts.clone();
    }

    /**
     * Whether the value depends on examples.
     *
     * @return false for constants and parameters
     */
    public boolean onExamples() {
        return axis.isPresent();
    }

    /**
     * Whether some elements of the value follow from the number of examples.
     *
     * @return true for some constants
     */
    public boolean onCount() {
        return !counts.isEmpty();
    }

    /**
     * The axis of the examples.
     *
     * @return the axis
     * @throws java.util.NoSuchElementException if the value does not depend on examples
     */
    public int exampleAxis() {
        return axis.getAsInt();
    }

    @Override
    public String toString() {
        if (onCount()) {
            return "the number of examples";
        }
        return onExamples()
                ? (slices() == 1 ? "one slice" : slices() + " slices") + " an example along axis " + exampleAxis()
                : "no example";
    }
}
