package org.dpmodel.tabular;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The columns of a {@link TableSchema}. */
public final class Columns {
    private Columns() {}

    /**
     * A column of numbers.
     *
     * @param name as the header has it
     * @param min least value that the column can mean; smaller ones are clipped
     * @param max largest value
     * @return the column; missing values are refused
     * @throws IllegalArgumentException if that is not a range
     */
    public static NumberColumn number(String name, double min, double max) {
        return new NumberColumn(name, (float) min, (float) max, OptionalDouble.empty());
    }

    /**
     * A column of texts.
     *
     * @param name as the header has it
     * @param categories the texts that it can have, publicly known
     * @return the column; missing values and other texts are refused
     * @throws IllegalArgumentException if there are none, or a text is named twice
     */
    public static CategoryColumn category(String name, String... categories) {
        return new CategoryColumn(name, List.of(categories), false, Optional.empty(), 0);
    }

    /**
     * Classes to predict, each named by its text. Without names, add them by {@link ClassTarget#named}.
     *
     * @param column name of the column
     * @param names the texts, in the order of the network's outputs
     * @return the target
     */
    public static ClassTarget classes(String column, String... names) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        for (String name : names) {
            texts.put(name, List.of(name));
        }
        return new ClassTarget(column, texts);
    }

    /**
     * A number to predict.
     *
     * @param column name of the column
     * @param min least value that the column can mean
     * @param max largest value
     * @return the target
     * @throws IllegalArgumentException if that is not a range
     */
    public static NumberTarget value(String column, double min, double max) {
        return new NumberTarget(column, (float) min, (float) max);
    }
}
