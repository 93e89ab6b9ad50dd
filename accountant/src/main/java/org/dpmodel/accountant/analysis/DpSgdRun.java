package org.dpmodel.accountant.analysis;

import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.validation.Checks;

/**
 * A run of differentially private stochastic gradient descent with constant noise and batch size.
 *
 * @param samplingProbability expected batch size / number of examples, in [0, 1]
 * @param noiseMultiplier standard deviation / sensitivity, finite and at least 0
 * @param steps number of noisy steps, at least 0
 * @param stepsPerEpoch number of steps in an epoch, at least 1
 * @param sampler how batches are drawn
 */
public record DpSgdRun(
        double samplingProbability, double noiseMultiplier, long steps, long stepsPerEpoch, Sampler sampler) {

    /** How batches are drawn. */
    public enum Sampler {
        /** Each example joins each batch independently: amplification by sampling. */
        POISSON,
        /** The data are shuffled once an epoch and cut into fixed batches: no amplification is claimed. */
        SHUFFLED
    }

    /**
     * Checks the components.
     *
     * @param samplingProbability as for the record
     * @param noiseMultiplier as for the record
     * @param steps as for the record
     * @param stepsPerEpoch as for the record
     * @param sampler as for the record
     */
    public DpSgdRun {
        Checks.probability("samplingProbability", samplingProbability, "pass expectedBatchSize / datasetSize");
        Checks.finiteNonNegative("noiseMultiplier", noiseMultiplier, "pass standard deviation / sensitivity");
        Checks.atLeast("steps", steps, 0, "pass the number of noisy steps");
        Checks.atLeast("stepsPerEpoch", stepsPerEpoch, 1, "pass datasetSize / expectedBatchSize");
    }

    /**
     * A Poisson-sampled run told in epochs; an epoch has as many steps as whole batches fit into the data.
     *
     * @param examples number of training examples, at least 1
     * @param batchSize expected batch size, from 1 to examples
     * @param noiseMultiplier standard deviation / sensitivity, finite and at least 0
     * @param epochs number of epochs, at least 0
     * @return the run
     */
    public static DpSgdRun ofEpochs(long examples, long batchSize, double noiseMultiplier, long epochs) {
        Checks.atLeast("examples", examples, 1, "pass the number of training examples");
        Checks.atLeast("batchSize", batchSize, 1, "pass the expected batch size");
        Checks.atLeast("epochs", epochs, 0, "pass the number of epochs");
        if (batchSize > examples) {
            throw new IllegalArgumentException("batchSize must be at most the number of examples " + examples
                    + ", found " + batchSize + ": choose a smaller batch");
        }
        long perEpoch = examples / batchSize;
        return new DpSgdRun(
                (double) batchSize / examples,
                noiseMultiplier,
                Math.multiplyExact(perEpoch, epochs),
                perEpoch,
                Sampler.POISSON);
    }

    /**
     * A Poisson-sampled run told in steps.
     *
     * @param samplingProbability in [0, 1]
     * @param noiseMultiplier standard deviation / sensitivity, finite and at least 0
     * @param steps number of noisy steps, at least 0
     * @return the run; an epoch is 1 / samplingProbability steps, rounded down
     */
    public static DpSgdRun ofSteps(double samplingProbability, double noiseMultiplier, long steps) {
        long perEpoch = samplingProbability > 0 ? Math.max(1, (long) (1 / samplingProbability)) : 1;
        return new DpSgdRun(samplingProbability, noiseMultiplier, steps, perEpoch, Sampler.POISSON);
    }

    /**
     * This run with another sampler.
     *
     * @param newSampler how batches are drawn
     * @return the new run
     */
    public DpSgdRun withSampler(Sampler newSampler) {
        return new DpSgdRun(samplingProbability, noiseMultiplier, steps, stepsPerEpoch, newSampler);
    }

    /**
     * This run with other noise.
     *
     * @param newNoiseMultiplier standard deviation / sensitivity
     * @return the new run
     */
    public DpSgdRun withNoiseMultiplier(double newNoiseMultiplier) {
        return new DpSgdRun(samplingProbability, newNoiseMultiplier, steps, stepsPerEpoch, sampler);
    }

    /**
     * This run with another number of steps.
     *
     * @param newSteps number of noisy steps
     * @return the new run
     */
    public DpSgdRun withSteps(long newSteps) {
        return new DpSgdRun(samplingProbability, noiseMultiplier, newSteps, stepsPerEpoch, sampler);
    }

    /**
     * The run as an event. A shuffled epoch that was begun counts as a whole one.
     *
     * @return the event
     */
    public DpEvent event() {
        DpEvent step = new DpEvent.Gaussian(noiseMultiplier);
        return switch (sampler) {
            case POISSON -> step.poissonSampled(samplingProbability).times(steps);
            case SHUFFLED ->
                new DpEvent.ShuffledEpoch(stepsPerEpoch, step)
                        .times(steps / stepsPerEpoch + (steps % stepsPerEpoch == 0 ? 0 : 1));
        };
    }

    /**
     * The sampler in words, for a statement.
     *
     * @return for example {@code Poisson, sampling probability 0.0043}
     */
    public String samplerInWords() {
        return switch (sampler) {
            case POISSON -> "Poisson, sampling probability " + samplingProbability;
            case SHUFFLED -> "shuffled fixed batches, " + stepsPerEpoch + " steps an epoch, no amplification claimed";
        };
    }

    /**
     * The mechanism in words, for a statement.
     *
     * @return for example {@code Gaussian, noise multiplier 1.0}
     */
    public String mechanismInWords() {
        return "Gaussian, noise multiplier " + noiseMultiplier;
    }
}
