package org.dpmodel.tabular;

/** The column to predict. */
public sealed interface Target permits ClassTarget, NumberTarget {
    /**
     * The name of the column.
     *
     * @return as in the header
     */
    String column();

    /**
     * The number that represents a value in training.
     *
     * @param value a value of the column
     * @return the number of its class, or the scaled number
     * @throws IllegalArgumentException with the rule that the value breaks
     */
    float encode(Object value);
}
