package org.dpmodel.metric;

/** Accumulates a measure over the batches of one evaluation. Mutable; one thread. */
public interface Metric {
    /** Forgets all batches. */
    void clear();

    /**
     * Takes in a batch.
     *
     * @param batch the network's outputs and targets; without any example when a model is built, to find out whether the
     *     metric accepts such outputs
     * @throws IllegalArgumentException if this metric has no meaning for the batch
     */
    void update(PredictedBatch batch);

    /**
     * The measure over all batches since the start or the last {@link #clear}.
     *
     * @return the measure; NaN if there were no examples
     */
    double eval();
}
