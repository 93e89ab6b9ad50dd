package org.dpmodel.sampling;

import org.dpmodel.random.RandomStreams;

/**
 * How the examples of each step are drawn from the dataset: an immutable description, which the sampler follows and the
 * accountant charges.
 *
 * <p>Sealed, because a scheme without a known charge would void the guarantee: a new scheme is a new record here and
 * its event in the privacy plan.
 */
public sealed interface SamplingScheme permits PoissonSampling, ShuffledBatches {
    /**
     * Names the scheme on the command line, in statements and in reports.
     *
     * @return for example "poisson"
     */
    String name();

    /**
     * Gives the mean number of examples in a step, by which the noised sum is divided. Public: it does not depend on
     * the data.
     *
     * @return at least 1
     */
    int expectedBatchSize();

    /**
     * Gives the share of steps in which an example takes part, expected batch size / dataset size. Whether it may be
     * charged as amplification by sampling depends on the scheme.
     *
     * @param datasetSize the number of examples in the dataset
     * @return in (0, 1]
     * @throws IllegalArgumentException if the dataset is smaller than the expected batch
     */
    double samplingProbability(int datasetSize);

    /**
     * Gives the number of steps that make an epoch: ⌊dataset size / expected batch size⌋, for example 234 of 60,000
     * examples and 256 a step.
     *
     * @param datasetSize the number of examples in the dataset
     * @return at least 1
     * @throws IllegalArgumentException if the dataset is smaller than the expected batch
     */
    int stepsPerEpoch(int datasetSize);

    /**
     * Makes the sampler of one run.
     *
     * @param datasetSize the number of examples in the dataset
     * @param streams the run's randomness
     * @return a sampler for one thread
     * @throws IllegalArgumentException if the dataset is smaller than the expected batch
     */
    Sampler sampler(int datasetSize, RandomStreams streams);
}
