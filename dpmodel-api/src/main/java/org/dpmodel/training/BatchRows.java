package org.dpmodel.training;

import org.dpmodel.validation.Require;

/**
 * The number of rows of steps: those of an expected batch, which workers share evenly, and the maximum processed at a
 * time, which bounds memory.
 *
 * @param expected number of examples in a batch of the expected size, whatever is actually drawn; at least 1
 * @param most the most examples processed at a time; at least 1
 */
public record BatchRows(int expected, int most) {
    /** More room for usual batches would take memory without being faster. */
    private static final int MOST = 1024;

    /**
     * Checks the numbers.
     *
     * @param expected number of examples in a batch of the expected size
     * @param most the most examples processed at a time
     * @throws IllegalArgumentException if one is below 1
     */
    public BatchRows {
        Require.atLeast("expectedBatchSize", expected, 1, "pass the mean number of examples in a step");
        Require.atLeast("physicalBatchSize", most, 1, "pass the largest number that fits memory");
    }

    /**
     * Rows for batches of an expected size, nearly all of which are processed at once.
     *
     * @param expected the expected batch size
     * @return at most expected + 4 √expected rows at a time, which is four standard deviations of a Poisson sample above
     *     the mean, and never more than 1024
     */
    public static BatchRows usual(int expected) {
        return new BatchRows(expected, (int) Math.min(MOST, Math.ceil(expected + 4 * Math.sqrt(expected))));
    }
}
