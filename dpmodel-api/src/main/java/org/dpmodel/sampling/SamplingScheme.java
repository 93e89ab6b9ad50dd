package org.dpmodel.sampling;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;

/**
 * How the examples of each step are drawn from the dataset: an immutable description that the sampler follows and the
 * accountant charges.
 *
 * <p>Sealed, because a scheme without a known charge would void the guarantee: a new scheme is a new record here and
 * its event in the privacy plan.
 */
public sealed interface SamplingScheme
        permits OwnCoins, TruncatedPoissonSampling, SamplingWithoutReplacement, ShuffledBatches {
    /**
     * The name of the scheme on the command line, in statements and in reports.
     *
     * @return for example "poisson"
     */
    String name();

    /**
     * The mean number of examples in a step, by which the noised sum is divided. Public: it does not depend on the data.
     *
     * @return at least 1
     */
    int expectedBatchSize();

    /**
     * The fraction of steps in which an example takes part, expected batch size / dataset size. Whether it may be charged
     * as amplification by sampling depends on the scheme.
     *
     * @param datasetSize the number of examples in the dataset
     * @return in (0, 1]
     * @throws IllegalArgumentException if the dataset is smaller than the expected batch
     */
    double samplingProbability(int datasetSize);

    /**
     * The number of steps in an epoch: ⌊dataset size / expected batch size⌋, for example 234 for 60,000 examples and 256
     * per step.
     *
     * @param datasetSize the number of examples in the dataset
     * @return at least 1
     * @throws IllegalArgumentException if the dataset is smaller than the expected batch
     */
    int stepsPerEpoch(int datasetSize);

    /**
     * Creates the sampler of one run.
     *
     * @param datasetSize the number of examples in the dataset
     * @param streams the run's randomness
     * @return a sampler for one thread
     * @throws IllegalArgumentException if the dataset is smaller than the expected batch
     */
    Sampler sampler(int datasetSize, RandomStreams streams);

    /**
     * Whether probability, steps and charge may follow from a public number instead of the dataset's size, which is
     * possible if each example is drawn by its own coin flips, however many others there are.
     *
     * @return false if a batch, or its charge, depends on how many examples there are
     */
    default boolean allowsPublicSize() {
        return false;
    }

    /**
     * Creates the sampler of one run that draws as if the dataset had a different, public size.
     *
     * @param examples the number of examples; private
     * @param publicSize the size that probability and steps follow from, at least the expected batch size
     * @param streams the run's randomness
     * @return a sampler for one thread
     * @throws UnsupportedOperationException unless {@link #allowsPublicSize}
     */
    default Sampler sampler(int examples, int publicSize, RandomStreams streams) {
        throw new UnsupportedOperationException(
                name() + " sampling cannot have a public size, found " + publicSize + ": ask allowsPublicSize first");
    }

    /**
     * The adjacency that the scheme is charged for unless the user says otherwise.
     *
     * @return add-or-remove-one if an example can be added or removed without moving the others
     */
    Adjacency usualAdjacency();

    /**
     * Whether the charge relies on nobody knowing in which steps an example takes part.
     *
     * @param adjacency which datasets the guarantee compares
     * @return false if each step is charged as if its batch were known
     */
    boolean isAmplified(Adjacency adjacency);

    /**
     * Checks that the scheme has a charge for an adjacency and a microbatch size.
     *
     * @param adjacency which datasets the guarantee compares
     * @param microbatchSize number of examples that are clipped together; divides the expected batch size
     * @throws IllegalArgumentException if there is no such charge
     */
    void check(Adjacency adjacency, int microbatchSize);

    /**
     * The charge for a step, made before its result is used.
     *
     * @param stepInCharge the index of the step among the {@link #stepsPerCharge} that one charge pays for, from 0
     * @param datasetSize the number of examples in the dataset
     * @param mechanisms what this step and later ones release, given their batches
     * @return the event, or empty if an earlier one of these steps has paid for it
     */
    Optional<DpEvent> charge(int stepInCharge, int datasetSize, StepMechanisms mechanisms);

    /**
     * The number of consecutive steps that one charge pays for: 1, the steps of an epoch, or the number of parts.
     *
     * @param datasetSize the number of examples in the dataset
     * @return at least 1
     */
    default int stepsPerCharge(int datasetSize) {
        return 1;
    }

    /**
     * Whether a resumed run continues with the steps that its last charge covers. If not, counting starts again, with a
     * new charge, at the first step after the resume. A new call of {@code train} always starts counting again.
     *
     * @return true if the remaining steps need no charge
     */
    default boolean isChargeResumed() {
        return true;
    }

    /**
     * A description of the scheme, for statements.
     *
     * @param datasetSize the number of examples in the dataset
     * @return for example {@code Poisson, sampling probability 0.004267}
     */
    String describe(int datasetSize);

    /**
     * A description of the scheme if only the sampling probability is known, not the number of examples.
     *
     * @param datasetSize any number of examples that gives this probability
     * @return for example {@code poisson, sampling probability 0.01}
     */
    default String describeShare(int datasetSize) {
        return name() + ", sampling probability " + samplingProbability(datasetSize);
    }
}
