package org.dpmodel.audit.membership;

import org.dpmodel.data.Dataset;

/** A training of which only the final model is examined. */
@FunctionalInterface
public interface FinalModel {
    /**
     * Trains a fresh model, with its own randomness, and computes losses with it.
     *
     * @param members the training data
     * @param asked the records whose losses are requested
     * @return one loss per record, in their order
     */
    double[] losses(Dataset members, Dataset asked);
}
