package org.dpmodel.sampling;

import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Batches of a fixed size, each chosen among all subsets of that size, independently of all other steps (Wang, Balle,
 * Kasiviswanathan 2019, arXiv 1808.00087). Amplifies under replace-one, where the batch size reveals nothing. The proof
 * compares a subset with one that has a different member in the same place; in microbatches, all members after it would
 * move, so single examples are clipped.
 *
 * @param batchSize the number of examples in each step; at least 1
 */
public record SamplingWithoutReplacement(int batchSize) implements SamplingScheme {
    private static final String SIZE = "batchSize";

    /**
     * Checks the batch size.
     *
     * @param batchSize the number of examples in each step
     * @throws IllegalArgumentException if {@code batchSize} is below 1
     */
    public SamplingWithoutReplacement {
        Require.atLeast(SIZE, batchSize, 1, "pass the number of examples in a step, for example 256");
    }

    @Override
    public String name() {
        return "without-replacement";
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
        return step -> RandomSubsets.of(
                IntStream.range(0, datasetSize).toArray(), batchSize, streams.stream(StreamPurpose.SAMPLING, step));
    }

    @Override
    public Adjacency usualAdjacency() {
        return Adjacency.REPLACE_ONE;
    }

    @Override
    public boolean isAmplified(Adjacency adjacency) {
        return true;
    }

    @Override
    public void check(Adjacency adjacency, int microbatchSize) {
        ExpectedBatch.checkReplaceOne(name(), adjacency);
        ExpectedBatch.checkSingleExamples("sampling without replacement", microbatchSize);
    }

    @Override
    public Optional<DpEvent> charge(int stepInCharge, int datasetSize, StepMechanisms mechanisms) {
        return Optional.of(new DpEvent.SampledWithoutReplacement(
                datasetSize, batchSize, mechanisms.event(mechanisms.noiseMultiplier(0))));
    }

    @Override
    public String describe(int datasetSize) {
        return "without replacement, " + batchSize + " of " + datasetSize + " examples in each step";
    }
}
