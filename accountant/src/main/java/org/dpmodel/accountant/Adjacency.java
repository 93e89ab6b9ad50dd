package org.dpmodel.accountant;

import java.util.Arrays;

/**
 * Which pairs of data sets a privacy guarantee compares.
 *
 * <p>Every epsilon is relative to an adjacency; epsilons of different adjacencies must not be compared.
 */
public enum Adjacency {
    /**
     * The data sets differ in the presence of one example. The sensitivity of a sum of per-example gradients clipped to
     * C is C. The default of Poisson sampling.
     */
    ADD_OR_REMOVE_ONE("add_or_remove_one"),

    /**
     * The data sets have the same size and differ in the value of one example. The sensitivity of a sum of per-example
     * gradients clipped to C is 2 C: the old gradient is removed, and the new one added.
     */
    REPLACE_ONE("replace_one");

    private final String jsonName;

    Adjacency(String jsonName) {
        this.jsonName = jsonName;
    }

    /**
     * The name used in JSON.
     *
     * @return {@code add_or_remove_one} or {@code replace_one}
     */
    public String jsonName() {
        return jsonName;
    }

    /**
     * Parses {@link #jsonName()}.
     *
     * @param name the JSON name
     * @return the adjacency
     * @throws IllegalArgumentException if no adjacency has that name
     */
    public static Adjacency fromJsonName(String name) {
        return Arrays.stream(values())
                .filter(a -> a.jsonName.equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("adjacency must be one of add_or_remove_one, replace_one,"
                                + " found " + name + ": choose the relation your guarantee is about"));
    }
}
