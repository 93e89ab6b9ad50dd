package org.dpmodel.tabular;

import java.util.List;
import java.util.Set;

/** A column that a network reads: its name and what is publicly known about its values. */
public sealed interface Column permits NumberColumn, CategoryColumn {
    /**
     * The name.
     *
     * @return as in the header
     */
    String name();

    /**
     * The numbers that a value becomes.
     *
     * @return a name for each, for example {@code [sex = Male, sex = Female]}
     */
    List<String> features();

    /**
     * The number of learned numbers for each category.
     *
     * @return 0 for columns that are not embedded categories
     */
    default int embedding() {
        return 0;
    }

    /**
     * Writes the numbers of a value.
     *
     * @param value a number, text, truth value, enum or null
     * @param missing texts that denote a missing value
     * @param into receives the numbers
     * @param at position of the first number
     * @throws IllegalArgumentException with the rule that the value breaks
     */
    void encode(Object value, Set<String> missing, float[] into, int at);
}
