package org.dpmodel.graph.isolation;

import java.util.BitSet;
import java.util.OptionalInt;

/**
 * What a value depends on, among the examples of a batch:
 *
 * <ul>
 *   <li>on none of them: a parameter, a constant, or computed from those only ({@link #SHARED});
 *   <li>along one axis of {@code repeats * examples * group} slices, slice {@code (k * examples + i) * group + j} on example
 *       i alone, and not on i: where axes were joined, examples may lie within others;
 *   <li>on how many they are: a constant some of whose elements were computed from the size of the batch. Such elements may
 *       set shapes, never values.
 * </ul>
 *
 * <p>There is no further case: where examples mix, or their places in the batch matter, the analysis ends with an {@link
 * ExamplesMixException}.
 *
 * @param axis the axis of examples, counted from the start; absent if the value depends on no example
 * @param group how many slices along the axis belong to one example, next to each other; 1 where the value depends on none
 * @param repeats how often the examples come one after the other along the axis; 1 where the value depends on none
 * @param counts the elements, in row-major order, that depend on the number of examples; empty for all but constants
 */
public record Dependence(OptionalInt axis, long group, long repeats, BitSet counts) {
    /** The value depends on no example. */
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
     * Groups of slices along an axis depend on one example alone.
     *
     * @param axis the axis, counted from the start
     * @param group slices of one example next to each other, at least 1
     * @param repeats how often the examples come one after the other, at least 1
     * @return the dependence
     */
    public static Dependence perExample(int axis, long group, long repeats) {
        return new Dependence(OptionalInt.of(axis), group, repeats, new BitSet());
    }

    /**
     * The same along another axis.
     *
     * @param moved where the axis of the examples is now
     * @return the dependence
     */
    public Dependence onAxis(int moved) {
        return perExample(moved, group, repeats);
    }

    /**
     * How many slices along the axis belong to one example.
     *
     * @return {@code group * repeats}
     */
    public long slices() {
        return group * repeats;
    }

    /**
     * A constant, some of whose elements follow from the number of examples.
     *
     * @param elements their places, in row-major order
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
     * Whether elements of the value follow from the number of examples.
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
     * @throws java.util.NoSuchElementException if the value depends on no example
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
