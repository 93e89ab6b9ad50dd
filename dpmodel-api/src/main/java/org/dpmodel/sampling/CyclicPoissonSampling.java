package org.dpmodel.sampling;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.validation.Require;

/**
 * Cyclic Poisson sampling: each example joins one of b parts, by its own coin flip, and step t draws only from part t mod
 * b, each member with probability q = b · expected batch size / dataset size, independently (Choquette-Choo et al. 2023,
 * arXiv 2306.08153). Two steps with the same example are at least b apart, as correlated noise with b bands requires.
 *
 * <p>b consecutive steps cost as much as one step of Poisson sampling with probability q, and are charged with the first
 * of them, counted from the first step of a call of {@code train}, or from where it is resumed
 * (docs/adr/106-correlated-noise.md). The parts stay the same from there on; the next call draws new ones. Adding or
 * removing an example moves no other, since parts do not depend on the order of the dataset.
 *
 * <p>Parts consist of positions in the dataset, so its order must not change during a call of {@code train}: in a dataset
 * that reshuffles its records between steps, a record can take part twice within b steps, which is not what is charged.
 *
 * @param expectedBatchSize the mean number of drawn examples; at least 1
 * @param parts b, at least 1; 1 is Poisson sampling
 */
public record CyclicPoissonSampling(int expectedBatchSize, int parts) implements OwnCoins {
    private static final String SIZE = "expectedBatchSize";

    /**
     * Checks the numbers.
     *
     * @param expectedBatchSize the mean number of drawn examples
     * @param parts number of parts
     * @throws IllegalArgumentException if one is below 1
     */
    public CyclicPoissonSampling {
        Require.atLeast(SIZE, expectedBatchSize, 1, "pass the mean number of examples in a step, for example 256");
        Require.atLeast("parts", parts, 1, "pass the number of bands of the noise, for example 16");
    }

    @Override
    public String name() {
        return "cyclic";
    }

    @Override
    public double samplingProbability(int datasetSize) {
        checkFits(datasetSize);
        return ExpectedBatch.probability(SIZE, expectedBatchSize, datasetSize);
    }

    /**
     * The probability with which a step draws a member of its part.
     *
     * @param datasetSize the number of examples in the dataset
     * @return parts · expected batch size / dataset size, in (0, 1]
     * @throws IllegalArgumentException if it would be above 1
     */
    public double probabilityInPart(int datasetSize) {
        return parts * samplingProbability(datasetSize);
    }

    private void checkFits(int datasetSize) {
        ExpectedBatch.checkFits(SIZE, expectedBatchSize, datasetSize);
        int most = datasetSize / expectedBatchSize;
        if (parts > most) {
            throw Require.broken(
                    "parts",
                    "must be at most dataset size / expected batch size = " + most
                            + ", or a part would have fewer members than a batch",
                    parts,
                    "pass fewer parts and as many bands, or a smaller batch");
        }
    }

    @Override
    public int stepsPerEpoch(int datasetSize) {
        checkFits(datasetSize);
        return ExpectedBatch.stepsPerEpoch(SIZE, expectedBatchSize, datasetSize);
    }

    @Override
    public Sampler sampler(int examples, int publicSize, RandomStreams streams) {
        return new CyclicSampler(parts, probabilityInPart(publicSize), examples, streams);
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
        ExpectedBatch.checkSingleExamples("cyclic Poisson sampling", microbatchSize);
    }

    @Override
    public Optional<DpEvent> charge(int stepInCharge, int datasetSize, StepMechanisms mechanisms) {
        if (stepInCharge > 0) {
            return Optional.empty();
        }
        DpEvent event = mechanisms.event(mechanisms.noiseMultiplier(0));
        return Optional.of(event.poissonSampled(probabilityInPart(datasetSize)));
    }

    @Override
    public int stepsPerCharge(int datasetSize) {
        return parts;
    }

    @Override
    public boolean isChargeResumed() {
        return false;
    }

    @Override
    public String describe(int datasetSize) {
        return describePart(datasetSize) + " (expected batch size " + expectedBatchSize + " of " + datasetSize
                + " examples)" + describeCharge();
    }

    @Override
    public String describeShare(int datasetSize) {
        return describePart(datasetSize) + describeCharge();
    }

    private String describePart(int datasetSize) {
        return "cyclic Poisson, " + parts + (parts == 1 ? " part" : " parts") + ", sampling probability "
                + probabilityInPart(datasetSize) + " within the part of a step";
    }

    private String describeCharge() {
        return ", charged once in " + parts + (parts == 1 ? " step" : " steps");
    }
}
