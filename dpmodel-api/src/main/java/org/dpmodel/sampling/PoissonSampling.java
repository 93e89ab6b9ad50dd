package org.dpmodel.sampling;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Poisson sampling: in each step each example takes part with probability q = expected batch size / dataset size,
 * independently of all others and of all other steps (Abadi et al. 2016, arXiv 1607.00133; Mironov, Talwar and Zhang
 * 2019, arXiv 1908.10530). The size of a batch is binomial, and may be zero.
 *
 * <p>The trials are exact: P(drawn) is the double q itself, the number that the accountant charges. Drawing from 60,000
 * examples takes well below a millisecond.
 *
 * @param expectedBatchSize the mean number of drawn examples; at least 1
 */
public record PoissonSampling(int expectedBatchSize) implements OwnCoins {
    private static final String SIZE = "expectedBatchSize";

    /**
     * Checks the expected batch size.
     *
     * @param expectedBatchSize the mean number of drawn examples
     * @throws IllegalArgumentException if {@code expectedBatchSize} is below 1
     */
    public PoissonSampling {
        Require.atLeast(SIZE, expectedBatchSize, 1, "pass the mean number of examples in a step, for example 256");
    }

    @Override
    public String name() {
        return "poisson";
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
    public Sampler sampler(int examples, int publicSize, RandomStreams streams) {
        BernoulliTrials trials = new BernoulliTrials(samplingProbability(publicSize));
        return step -> trials.successes(examples, streams.stream(StreamPurpose.SAMPLING, step));
    }

    /**
     * Creates the sampler of one run over examples or people with ids: whether one is drawn does not depend on which others
     * there are, or on their order.
     *
     * @param ids ids of the things that can be drawn
     * @param size the size that the probability follows from: the number of ids, or a public number
     * @param streams the run's randomness
     * @return a sampler for one thread, which draws positions among the ids
     * @throws IllegalArgumentException if the size is below the expected batch's
     */
    public Sampler sampler(ExampleIds ids, int size, RandomStreams streams) {
        return new NamedTrials(ids, samplingProbability(size), streams);
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
        DpEvent event = mechanisms.event(mechanisms.noiseMultiplier(0));
        return Optional.of(event.poissonSampled(samplingProbability(datasetSize)));
    }

    @Override
    public String describe(int datasetSize) {
        return describe(datasetSize, "examples");
    }

    /**
     * A description of the scheme, for units other than examples.
     *
     * @param size the number of units
     * @param units what they are called, for example {@code people}
     * @return for example {@code Poisson, sampling probability 0.1 (expected batch size 64 of 640 people)}
     */
    public String describe(int size, String units) {
        return "Poisson, sampling probability " + samplingProbability(size) + " (expected batch size "
                + expectedBatchSize + " of " + size + " " + units + ")";
    }
}
