package org.dpmodel;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.validation.Require;

/**
 * All that the guarantee of a run rests on. The sampler draws from it, the step graph is compiled from it, the noise is
 * scaled by it and the accountant charges it; nobody keeps a second copy of any of its numbers. Immutable.
 *
 * <p>Formal guarantee of a step with clipping norm C, noise multiplier z and sensitivity s C: the sum over units of
 * clipped gradients moves by at most s C between adjacent datasets, and is released with Gaussian noise of standard
 * deviation z C; it is charged as a Gaussian mechanism of noise multiplier z / s, within the scheme of sampling.
 *
 * @param sampling how examples are drawn
 * @param clipping how far one unit may move the sum
 * @param noise what is added to the sum
 * @param adjacency which datasets the guarantee compares
 * @param microbatchSize examples that are clipped as one unit
 */
public record PrivacyPlan(
        SamplingScheme sampling,
        ClipMechanism clipping,
        NoiseMechanism noise,
        Adjacency adjacency,
        int microbatchSize) {
    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    public PrivacyPlan {
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(clipping, "clipping");
        Objects.requireNonNull(noise, "noise");
        Objects.requireNonNull(adjacency, "adjacency");
        checkMicrobatches(sampling, microbatchSize);
        if (!(sampling instanceof PoissonSampling) && adjacency != Adjacency.REPLACE_ONE) {
            throw Require.broken(
                    "adjacency",
                    "must be REPLACE_ONE with " + sampling.name() + " batches of fixed size",
                    adjacency,
                    "leave it out, or use Poisson sampling");
        }
    }

    static void checkMicrobatches(SamplingScheme sampling, int microbatchSize) {
        Require.atLeast("microbatchSize", microbatchSize, 1, "pass 1 to clip each example by itself");
        if (sampling.expectedBatchSize() % microbatchSize != 0) {
            throw Require.broken(
                    "batch size",
                    "must be divisible by the microbatch size " + microbatchSize,
                    sampling.expectedBatchSize(),
                    "choose a multiple of it");
        }
        if (microbatchSize > 1 && sampling instanceof PoissonSampling) {
            throw Require.broken(
                    "microbatchSize",
                    "must be 1 with Poisson sampling, where one example more would shift all microbatches after it",
                    microbatchSize,
                    "use shuffled batches, or single examples (see docs/adr/003-microbatches.md)");
        }
    }

    /**
     * The adjacency that a scheme is charged for unless the user says otherwise.
     *
     * @param sampling the scheme
     * @return add-or-remove-one for Poisson sampling, replace-one for batches of fixed size
     */
    public static Adjacency usualAdjacency(SamplingScheme sampling) {
        return sampling instanceof PoissonSampling ? Adjacency.ADD_OR_REMOVE_ONE : Adjacency.REPLACE_ONE;
    }

    /**
     * The public number that noisy sums are divided by.
     *
     * @return expected batch size / microbatch size
     */
    public double expectedUnits() {
        return (double) sampling.expectedBatchSize() / microbatchSize;
    }

    /**
     * Standard deviation of the noise on each element of a step's sum.
     *
     * @param step the step, counted from 0
     * @return noise multiplier · clipping norm
     */
    public double noiseStandardDeviation(long step) {
        return noise.noiseMultiplier(step) * clipping.clippingNorm(step);
    }

    /**
     * What a step releases, given its batch: a Gaussian mechanism whose noise multiplier is relative to the sensitivity.
     *
     * @param step the step, counted from 0
     * @return the event
     */
    public DpEvent.Gaussian mechanism(long step) {
        double sensitivity = clipping.sensitivityInClippingNorms(adjacency, microbatchSize);
        return new DpEvent.Gaussian(noise.noiseMultiplier(step) / sensitivity);
    }

    /**
     * What is to be charged before a step's result is used. Poisson sampling is charged step by step. A shuffled epoch,
     * in which each example takes part at most once, is charged as a whole with its first step.
     *
     * @param step the step, counted from 0 over the whole training: the one whose noise is drawn
     * @param stepInEpoch the step within its epoch, counted from 0; an epoch that was broken off is not continued
     * @param datasetSize examples in the dataset
     * @return the event, or nothing where an earlier step has paid
     */
    public Optional<DpEvent> charge(long step, int stepInEpoch, int datasetSize) {
        if (sampling instanceof PoissonSampling) {
            return Optional.of(mechanism(step).poissonSampled(sampling.samplingProbability(datasetSize)));
        }
        int stepsPerEpoch = sampling.stepsPerEpoch(datasetSize);
        if (stepInEpoch > 0) {
            return Optional.empty();
        }
        // An example can fall into any batch of the epoch, so the batch with the least noise counts.
        DpEvent.Gaussian weakest = LongStream.range(step, step + stepsPerEpoch)
                .mapToObj(this::mechanism)
                .min(Comparator.comparingDouble(DpEvent.Gaussian::noiseMultiplier))
                .orElseThrow();
        return Optional.of(new DpEvent.ShuffledEpoch(stepsPerEpoch, weakest));
    }

    /**
     * What a whole training from its first step on will be charged, so that its cost is known before it is spent.
     *
     * @param steps number of steps
     * @param datasetSize examples in the dataset
     * @return the charges in order
     */
    public DpEvent charges(long steps, int datasetSize) {
        int stepsPerEpoch = sampling.stepsPerEpoch(datasetSize);
        return new DpEvent.Composed(LongStream.range(0, steps)
                .mapToObj(step -> charge(step, (int) (step % stepsPerEpoch), datasetSize))
                .flatMap(Optional::stream)
                .toList());
    }

    /**
     * What the same steps would have been charged with Poisson sampling, which tools often print for batches that were
     * shuffled. For comparison only: the guarantee of a shuffled run does not follow from it.
     *
     * @param steps number of steps
     * @param datasetSize examples in the dataset
     * @return the event, or nothing if the plan samples so anyway
     */
    public Optional<DpEvent> chargesIfPoissonSampled(long steps, int datasetSize) {
        if (sampling instanceof PoissonSampling) {
            return Optional.empty();
        }
        double probability = sampling.samplingProbability(datasetSize);
        return Optional.of(mechanism(0).poissonSampled(probability).times(steps));
    }

    /**
     * The sampler in words, for statements.
     *
     * @param datasetSize examples in the dataset
     * @return for example {@code Poisson, sampling probability 0.004267}
     */
    public String samplerText(int datasetSize) {
        return sampling instanceof PoissonSampling
                ? "Poisson, sampling probability " + sampling.samplingProbability(datasetSize)
                        + " (expected batch size " + sampling.expectedBatchSize() + " of " + datasetSize + " examples)"
                : "shuffled batches of fixed size " + sampling.expectedBatchSize() + " of " + datasetSize
                        + " examples, charged without amplification by sampling";
    }

    /**
     * The mechanism in words, for statements.
     *
     * @return for example {@code Gaussian, noise multiplier 1.0; flat clipping, norm 0.1}
     */
    public String mechanismText() {
        String units = microbatchSize == 1 ? "" : "; microbatches of " + microbatchSize + " examples";
        return noise.name() + ", noise multiplier " + noise.noiseMultiplier(0) + "; " + clipping.name() + units;
    }
}
