package org.dpmodel.sampling;

import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Poisson sampling with a maximum batch size, so that memory is bounded: from a larger sample, examples chosen at
 * random are left out. This makes examples depend on each other, which costs the probability of a truncation, see
 * {@link DpEvent.TruncatedPoissonSampled}; ten standard deviations above the mean this is negligible.
 *
 * @param expectedBatchSize the mean number of examples drawn, before truncation; at least 1
 * @param maximumBatchSize the largest batch; at least the expected one
 */
public record TruncatedPoissonSampling(int expectedBatchSize, int maximumBatchSize) implements SamplingScheme {
    private static final String SIZE = "expectedBatchSize";
    private static final double DEFAULT_DEVIATIONS = 10;

    /**
     * Checks the sizes.
     *
     * @param expectedBatchSize the mean number of examples drawn, before truncation
     * @param maximumBatchSize the largest batch
     * @throws IllegalArgumentException if {@code expectedBatchSize} is below 1 or {@code maximumBatchSize} below it
     */
    public TruncatedPoissonSampling {
        Require.atLeast(SIZE, expectedBatchSize, 1, "pass the mean number of examples in a step, for example 256");
        Require.atLeast(
                "maximumBatchSize",
                maximumBatchSize,
                expectedBatchSize,
                "half of all batches would be cut: pass the mean plus ten standard deviations");
    }

    /**
     * Truncates ten standard deviations above the mean.
     *
     * @param expectedBatchSize the mean number of examples drawn; at least 1
     */
    public TruncatedPoissonSampling(int expectedBatchSize) {
        this(expectedBatchSize, usualMaximum(expectedBatchSize));
    }

    private static int usualMaximum(int expectedBatchSize) {
        double maximum = expectedBatchSize + DEFAULT_DEVIATIONS * Math.sqrt(Math.max(1, expectedBatchSize));
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(maximum));
    }

    @Override
    public String name() {
        return "truncated-poisson";
    }

    @Override
    public double samplingProbability(int datasetSize) {
        return ExpectedBatch.probability(SIZE, expectedBatchSize, datasetSize);
    }

    @Override
    public int stepsPerEpoch(int datasetSize) {
        return ExpectedBatch.stepsPerEpoch(SIZE, expectedBatchSize, datasetSize);
    }

    @Override
    public Sampler sampler(int datasetSize, RandomStreams streams) {
        BernoulliTrials trials = new BernoulliTrials(samplingProbability(datasetSize));
        return step -> {
            UniformRandomProvider random = streams.stream(StreamPurpose.SAMPLING, step);
            int[] drawn = trials.successes(datasetSize, random);
            return drawn.length <= maximumBatchSize ? drawn : RandomSubsets.of(drawn, maximumBatchSize, random);
        };
    }

    @Override
    public Adjacency usualAdjacency() {
        return Adjacency.ADD_OR_REMOVE_ONE;
    }

    @Override
    public boolean isAmplified(Adjacency adjacency) {
        return true;
    }

    @Override
    public void check(Adjacency adjacency, int microbatchSize) {
        ExpectedBatch.checkSingleExamples("Poisson sampling", microbatchSize);
    }

    @Override
    public Optional<DpEvent> charge(int stepInCharge, int datasetSize, StepMechanisms mechanisms) {
        return Optional.of(new DpEvent.TruncatedPoissonSampled(
                samplingProbability(datasetSize),
                maximumBatchSize,
                datasetSize,
                mechanisms.event(mechanisms.noiseMultiplier(0))));
    }

    @Override
    public String describe(int datasetSize) {
        return "Poisson, sampling probability " + samplingProbability(datasetSize) + " (expected batch size "
                + expectedBatchSize + " of " + datasetSize + " examples), cut at " + maximumBatchSize
                + " examples, which is charged";
    }
}
