package org.dpmodel.audit.replay;

/** A training that can be run twice. */
@FunctionalInterface
public interface ReplayedTraining {
    /**
     * Trains from the beginning.
     *
     * @param run supplies the dataset, and the optimizer that wraps the real one
     * @throws Exception if it fails
     */
    void train(ReplayRun run) throws Exception;
}
