package org.dpmodel.sampling;

import org.dpmodel.validation.Require;

/** The arithmetic that all schemes share, with its checks. */
final class ExpectedBatch {
    private ExpectedBatch() {}

    static double probability(String sizeName, int size, int datasetSize) {
        checkFits(sizeName, size, datasetSize);
        return (double) size / datasetSize;
    }

    static int stepsPerEpoch(String sizeName, int size, int datasetSize) {
        checkFits(sizeName, size, datasetSize);
        return datasetSize / size;
    }

    static void checkFits(String sizeName, int size, int datasetSize) {
        Require.atLeast("datasetSize", datasetSize, 1, "pass a dataset with examples");
        if (size > datasetSize) {
            throw Require.broken(
                    sizeName,
                    "must be at most the dataset size " + datasetSize,
                    size,
                    "pass a smaller one; privacy is bought by many examples per expected batch, not few");
        }
    }
}
