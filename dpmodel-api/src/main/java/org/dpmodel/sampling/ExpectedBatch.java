package org.dpmodel.sampling;

import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
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
                    sizeName, "must be at most the dataset size " + datasetSize, size, "pass a smaller one");
        }
    }

    /**
     * The charge of an epoch in which an example takes part once, made with its first step. Since the example may be in
     * any of the batches, the one with the smallest noise counts.
     */
    static Optional<DpEvent> chargeOfEpoch(int stepInCharge, int steps, StepMechanisms mechanisms) {
        return stepInCharge > 0
                ? Optional.empty()
                : IntStream.range(0, steps).mapToDouble(mechanisms::noiseMultiplier).min().stream()
                        .mapToObj(mechanisms::event)
                        .findFirst();
    }

    /** In microbatches of several examples, an additional example would shift the members of all microbatches after it. */
    static void checkSingleExamples(String scheme, int microbatchSize) {
        if (microbatchSize > 1) {
            throw Require.broken(
                    "microbatchSize",
                    "must be 1 with " + scheme + ", where one more example would shift all microbatches after it",
                    microbatchSize,
                    "use shuffled batches, or single examples (see docs/adr/003-microbatches.md)");
        }
    }

    static void checkReplaceOne(String scheme, Adjacency adjacency) {
        if (adjacency != Adjacency.REPLACE_ONE) {
            throw Require.broken(
                    "adjacency",
                    "must be REPLACE_ONE with " + scheme + " batches of fixed size",
                    adjacency,
                    "leave it out, or use Poisson sampling");
        }
    }
}
