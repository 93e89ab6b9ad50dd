package org.dpmodel.tabular;

import java.util.OptionalDouble;

/**
 * A number to predict, clipped to a public range and scaled to [-1, 1] like a {@link NumberColumn}.
 *
 * @param column name of the column
 * @param min least value, finite
 * @param max largest value, finite and above {@code min}
 */
public record NumberTarget(String column, float min, float max) implements Target {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is not a range
     */
    public NumberTarget {
        new NumberColumn(column, min, max, OptionalDouble.empty());
    }

    private NumberColumn range() {
        return new NumberColumn(column, min, max, OptionalDouble.empty());
    }

    @Override
    public float encode(Object value) {
        return range().scaled(Values.number(value));
    }

    /**
     * The value that an output of the network represents.
     *
     * @param output of the network, in [-1, 1] or beyond
     * @return output / scale + centre
     */
    public double toRaw(float output) {
        return (double) output / range().scale() + range().centre();
    }
}
