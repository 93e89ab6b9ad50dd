package org.dpmodel.sampling;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;

/**
 * How the examples of each step are drawn from the dataset: an immutable description, which the sampler follows and the
 * accountant charges.
 *
 * <p>Sealed, because a scheme without a known charge would void the guarantee: a new scheme is a new record here and
 * its event in the privacy plan.
 */
public sealed interface SamplingScheme
        permits OwnCoins, TruncatedPoissonSampling, SamplingWithoutReplacement, ShuffledBatches {
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

    /**
     * Whether probability, steps and charge may follow from a public number instead of the dataset's size: if each
     * example is drawn by its own coin flips, however many others there are.
     *
     * @return false if a batch, or its charge, depends on how many examples there are
     */
    default boolean allowsPublicSize() {
        return false;
    }

    /**
     * Makes the sampler of one run that draws as if the dataset had another, public size.
     *
     * @param examples how many there are; private
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
     * @return add-or-remove-one where an example comes and goes without moving the others
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
     * @param microbatchSize examples that are clipped as one; divides the expected batch size
     * @throws IllegalArgumentException if it has none
     */
    void check(Adjacency adjacency, int microbatchSize);

    /**
     * The charge for a step, made before its result is used.
     *
     * @param stepInCharge the step among the {@link #stepsPerCharge} that one charge pays for, counted from 0
     * @param datasetSize the number of examples in the dataset
     * @param mechanisms what this step and those after it release, given their batches
     * @return the event, or nothing where an earlier one of these steps has paid
     */
    Optional<DpEvent> charge(int stepInCharge, int datasetSize, StepMechanisms mechanisms);

    /**
     * How many steps in a row one charge pays for: 1, the steps of an epoch, or as many as there are parts.
     *
     * @param datasetSize the number of examples in the dataset
     * @return at least 1
     */
    default int stepsPerCharge(int datasetSize) {
        return 1;
    }

    /**
     * Whether a resumed run continues with the steps that its last charge covers. If not, they are counted anew, and
     * charged, from the first step after it. A new call of {@code train} always counts anew.
     *
     * @return true if the steps that are left need no charge
     */
    default boolean isChargeResumed() {
        return true;
    }

    /**
     * The scheme in words, for statements.
     *
     * @param datasetSize the number of examples in the dataset
     * @return for example {@code Poisson, sampling probability 0.004267}
     */
    String describe(int datasetSize);

    /**
     * The scheme in words, where only the share of drawn examples is known, and not of how many.
     *
     * @param datasetSize any number of examples of which the expected batch size is that share
     * @return for example {@code poisson, sampling probability 0.01}
     */
    default String describeShare(int datasetSize) {
        return name() + ", sampling probability " + samplingProbability(datasetSize);
    }
}
