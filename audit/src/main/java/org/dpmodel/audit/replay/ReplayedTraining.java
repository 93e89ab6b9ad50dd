package org.dpmodel.audit.replay;

/** A training that can be run twice. */
@FunctionalInterface
public interface ReplayedTraining {
    /**
     * Trains from the beginning.
     *
     * @param run what to train on, and what stands before the optimizer
     * @throws Exception if it fails
     */
    void train(ReplayRun run) throws Exception;
}
