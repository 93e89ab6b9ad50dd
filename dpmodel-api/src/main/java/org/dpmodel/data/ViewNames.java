package org.dpmodel.data;

import java.util.regex.Pattern;

/**
 * Names of views. They say how many examples of the whole dataset a view has, which is private where people are drawn or
 * the number of examples is hidden: what is published names the whole dataset.
 */
public final class ViewNames {
    private static final Pattern COUNTS = Pattern.compile(" (\\[\\d+, \\d+\\)|\\(\\d+ chosen\\))");

    private ViewNames() {}

    static String range(String whole, int from, int to) {
        return whole + " [" + from + ", " + to + ")";
    }

    static String chosen(String whole, int count) {
        return whole + " (" + count + " chosen)";
    }

    /**
     * The name of the dataset that a view, or a view of a view, is of.
     *
     * @param name a name, for example {@code visits.csv [0, 600)}
     * @return the name without numbers of examples, for example {@code visits.csv}
     */
    public static String withoutCounts(String name) {
        return COUNTS.matcher(name).replaceAll("");
    }
}
