package org.dpmodel.audit.membership;

import org.dpmodel.data.Dataset;

/** A training of which only the final model is examined. */
@FunctionalInterface
public interface FinalModel {
    /**
     * Trains a fresh model, with randomness that no other call has, and asks it for losses.
     *
     * @param members what is trained on
     * @param asked the records whose losses are wanted
     * @return a loss a record, in their order
     */
    double[] losses(Dataset members, Dataset asked);
}
