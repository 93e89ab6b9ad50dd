package org.dpmodel.sampling;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.validation.Require;

/**
 * Balls in bins: in each epoch each example joins one of the epoch's steps, chosen at random and independently of all
 * others (Chua, Ghazi, Harrison, Leeman, Kamath, Kumar, Manurangsi, Sinha, Zhang 2024, arXiv 2412.16802). An epoch
 * reads the dataset once, as with shuffling, but adding or removing one example moves no other.
 *
 * <p>An example takes part in one step of an epoch, and nobody knows in which. Under add-or-remove-one this amplifies,
 * see {@link DpEvent.BallsInBinsEpoch}; under replace-one, for which no worst case is proven, an epoch costs one
 * unsampled step. It is charged with its first step, at the smallest noise of its steps, and in full even if it is
 * interrupted.
 *
 * @param expectedBatchSize the approximate number of examples in a step; at least 1
 */
public record BallsInBins(int expectedBatchSize) implements OwnCoins {
    private static final String SIZE = "expectedBatchSize";

    /**
     * Checks the expected batch size.
     *
     * @param expectedBatchSize the approximate number of examples in a step
     * @throws IllegalArgumentException if {@code expectedBatchSize} is below 1
     */
    public BallsInBins {
        Require.atLeast(SIZE, expectedBatchSize, 1, "pass the mean number of examples in a step, for example 256");
    }

    @Override
    public String name() {
        return "balls-in-bins";
    }

    /**
     * 1 / (number of steps in an epoch): slightly more than expected size / dataset size if dataset size / expected size
     * is not an integer.
     */
    @Override
    public double samplingProbability(int datasetSize) {
        return 1.0 / stepsPerEpoch(datasetSize);
    }

    @Override
    public int stepsPerEpoch(int datasetSize) {
        return ExpectedBatch.stepsPerEpoch(SIZE, expectedBatchSize, datasetSize);
    }

    @Override
    public Sampler sampler(int examples, int publicSize, RandomStreams streams) {
        return new BinSampler(stepsPerEpoch(publicSize), examples, streams);
    }

    @Override
    public Adjacency usualAdjacency() {
        return Adjacency.ADD_OR_REMOVE_ONE;
    }

    @Override
    public boolean isAmplified(Adjacency adjacency) {
        return adjacency == Adjacency.ADD_OR_REMOVE_ONE;
    }

    @Override
    public void check(Adjacency adjacency, int microbatchSize) {
        ExpectedBatch.checkSingleExamples(name(), microbatchSize);
    }

    @Override
    public Optional<DpEvent> charge(int stepInCharge, int datasetSize, StepMechanisms mechanisms) {
        int steps = stepsPerEpoch(datasetSize);
        return ExpectedBatch.chargeOfEpoch(stepInCharge, steps, mechanisms)
                .map(event -> new DpEvent.BallsInBinsEpoch(steps, event));
    }

    @Override
    public int stepsPerCharge(int datasetSize) {
        return stepsPerEpoch(datasetSize);
    }

    @Override
    public String describe(int datasetSize) {
        return "balls in bins, " + stepsPerEpoch(datasetSize) + " bins an epoch for " + datasetSize
                + " examples, charged by the epoch";
    }
}
