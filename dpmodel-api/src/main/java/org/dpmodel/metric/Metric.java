package org.dpmodel.metric;

/** Accumulates a measure over the batches of one evaluation. Mutable; one thread. */
public interface Metric {
    /** Forgets all batches. */
    void clear();

    /**
     * Takes in a batch.
     *
     * @param batch the network's outputs beside what they should be; without any example when a model is built, to find out
     *     whether the metric takes such outputs
     * @throws IllegalArgumentException if this metric has no meaning for the batch
     */
    void update(PredictedBatch batch);

    /**
     * Gives the measure over all batches since the start or the last {@link #clear}.
     *
     * @return the measure; NaN if there was no example
     */
    double eval();
}
