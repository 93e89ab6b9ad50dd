package org.dpmodel.sampling;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.validation.Require;

/**
 * Fixed batches from a fresh random permutation in each epoch, as most training loops draw them. Each example takes part
 * at most once per epoch; the last, incomplete batch of an epoch is dropped, so up to {@code batchSize} − 1 examples,
 * different ones each time, are not used in an epoch.
 *
 * <p>Such batches are not independent draws: the sampling probability must not be charged as amplification by sampling
 * (see Chua et al. 2024, arXiv 2403.17673), and the privacy statement of a run says so.
 *
 * @param batchSize the number of examples in each step; at least 1
 */
public record ShuffledBatches(int batchSize) implements SamplingScheme {
    private static final String SIZE = "batchSize";

    /**
     * Checks the batch size.
     *
     * @param batchSize the number of examples in each step
     * @throws IllegalArgumentException if {@code batchSize} is below 1
     */
    public ShuffledBatches {
        Require.atLeast(SIZE, batchSize, 1, "pass the number of examples in a step, for example 256");
    }

    @Override
    public String name() {
        return "shuffled";
    }

    @Override
    public int expectedBatchSize() {
        return batchSize;
    }

    @Override
    public double samplingProbability(int datasetSize) {
        return ExpectedBatch.probability(SIZE, batchSize, datasetSize);
    }

    @Override
    public int stepsPerEpoch(int datasetSize) {
        return ExpectedBatch.stepsPerEpoch(SIZE, batchSize, datasetSize);
    }

    @Override
    public Sampler sampler(int datasetSize, RandomStreams streams) {
        ExpectedBatch.checkFits(SIZE, batchSize, datasetSize);
        return new ShuffledSampler(batchSize, datasetSize, streams);
    }

    @Override
    public Adjacency usualAdjacency() {
        return Adjacency.REPLACE_ONE;
    }

    @Override
    public boolean isAmplified(Adjacency adjacency) {
        return false;
    }

    @Override
    public void check(Adjacency adjacency, int microbatchSize) {
        ExpectedBatch.checkReplaceOne(name(), adjacency);
    }

    /** An example takes part at most once per epoch, so an epoch is charged as a whole, with its first step. */
    @Override
    public Optional<DpEvent> charge(int stepInCharge, int datasetSize, StepMechanisms mechanisms) {
        int steps = stepsPerEpoch(datasetSize);
        return ExpectedBatch.chargeOfEpoch(stepInCharge, steps, mechanisms)
                .map(event -> new DpEvent.ShuffledEpoch(steps, event));
    }

    @Override
    public int stepsPerCharge(int datasetSize) {
        return stepsPerEpoch(datasetSize);
    }

    @Override
    public String describe(int datasetSize) {
        return "shuffled batches of fixed size " + batchSize + " of " + datasetSize
                + " examples, charged without amplification by sampling";
    }
}
