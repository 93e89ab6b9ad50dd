package org.dpmodel.accountant.calibration;

import java.util.List;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.validation.Checks;

/**
 * How adaptive clipping divides one step's noise between the gradients and the count of unclipped examples.
 *
 * <p>Each step releases the sum of the clipped gradients and, to adapt the clipping norm, the number of unclipped
 * examples less 1/2 for each example, so that an example contributes 1/2 in absolute value. Both are Gaussian mechanisms
 * on the same sample; together they cost as much as one with noise multiplier z if
 *
 * <pre>
 * z⁻² = gradientNoiseMultiplier⁻² + (2 clippedCountStddev)⁻²
 * </pre>
 *
 * (Andrew, Thakkar, McMahan, Ramaswamy 2021, arXiv 1905.03871, Theorem 1).
 *
 * @param noiseMultiplier z, the noise multiplier the whole step is charged with, above 0
 * @param clippedCountStddev standard deviation of the noise on the count, before any division, above 0
 */
public record AdaptiveClippingNoise(double noiseMultiplier, double clippedCountStddev) {
    /**
     * Checks the components.
     *
     * @param noiseMultiplier as for the record
     * @param clippedCountStddev as for the record
     */
    public AdaptiveClippingNoise {
        Checks.finitePositive("noiseMultiplier", noiseMultiplier, "pass the noise multiplier of the whole step");
        Checks.finitePositive("clippedCountStddev", clippedCountStddev, "Andrew et al. use batch size / 20");
    }

    /**
     * The noise multiplier of the gradients that makes the step cost z.
     *
     * @return (z⁻² - (2 clippedCountStddev)⁻²)^(-1/2); infinity if the count alone costs z
     * @throws UnattainableTargetException if the count alone costs more than z
     */
    public double gradientNoiseMultiplier() {
        double countNoiseMultiplier = 2 * clippedCountStddev;
        if (countNoiseMultiplier < noiseMultiplier) {
            throw new UnattainableTargetException("clippedCountStddev must be at least noiseMultiplier / 2 = "
                    + noiseMultiplier / 2 + ", found " + clippedCountStddev
                    + ": the count alone would cost more than the whole step may; add noise to it");
        }
        double share = noiseMultiplier / countNoiseMultiplier;
        return noiseMultiplier / Math.sqrt((1 - share) * (1 + share));
    }

    /**
     * What the step would cost if the gradients kept the noise multiplier z.
     *
     * @return (z⁻² + (2 clippedCountStddev)⁻²)^(-1/2), smaller than z
     */
    public double effectiveNoiseMultiplierIfUncorrected() {
        double share = noiseMultiplier / (2 * clippedCountStddev);
        return noiseMultiplier / Math.sqrt(1 + share * share);
    }

    /**
     * Both releases of a step, on a Poisson sample they share.
     *
     * @param samplingProbability probability that an example takes part, in [0, 1]
     * @return the event, with {@link #gradientNoiseMultiplier()} on the gradients
     */
    public DpEvent event(double samplingProbability) {
        double gradients = gradientNoiseMultiplier();
        DpEvent count = new DpEvent.Gaussian(2 * clippedCountStddev);
        DpEvent both = Double.isInfinite(gradients)
                ? count
                : new DpEvent.Composed(List.of(new DpEvent.Gaussian(gradients), count));
        return both.poissonSampled(samplingProbability);
    }
}
