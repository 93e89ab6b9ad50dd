package org.dpmodel.plan;

import java.util.Optional;
import org.dpmodel.accountant.calibration.AdaptiveClippingNoise;
import org.dpmodel.accountant.calibration.UnattainableTargetException;
import org.dpmodel.clipping.ClippingAdaptation;
import org.dpmodel.clipping.ClippingAdaptation.Charge;
import org.dpmodel.validation.Require;

/**
 * How one step's noise is divided between the gradients and the count of unclipped units (Andrew, Thakkar, McMahan,
 * Ramaswamy 2021, arXiv:1905.03871, theorem 1). Both are computed from the same batch. A unit moves the gradients' sum by
 * C and the count, from which 1/2 is subtracted for each unit, by 1/2; replacing a unit moves each by twice as much.
 * Together they therefore cost as much as one Gaussian mechanism with noise multiplier z, relative to the clipping norm:
 *
 * <pre>
 * z⁻² = gradientNoiseMultiplier⁻² + (2 countStandardDeviation)⁻²
 * </pre>
 *
 * @param gradientNoiseMultiplier standard deviation of the noise on the gradients / clipping norm
 * @param countStandardDeviation standard deviation of the noise on the count; 0 if no count is released
 * @param chargedNoiseMultiplier z, which the step is charged with
 */
public record NoiseShares(
        double gradientNoiseMultiplier, double countStandardDeviation, double chargedNoiseMultiplier) {
    /** Leaves room for the rounding of the quotients. */
    private static final double ROUNDING = 1e-15;

    static NoiseShares of(double noiseMultiplier, Optional<ClippingAdaptation> adaptation, double expectedUnits) {
        if (adaptation.isEmpty()) {
            return new NoiseShares(noiseMultiplier, 0, noiseMultiplier);
        }
        double count = adaptation.get().fractionStandardDeviation() * expectedUnits;
        AdaptiveClippingNoise both = new AdaptiveClippingNoise(noiseMultiplier, count);
        if (adaptation.get().charge() == Charge.CHARGE_ON_TOP) {
            double charged = both.effectiveNoiseMultiplierIfUncorrected() * (1 - ROUNDING);
            return new NoiseShares(noiseMultiplier, count, charged);
        }
        return new NoiseShares(raised(both, expectedUnits) * (1 + ROUNDING), count, noiseMultiplier);
    }

    private static double raised(AdaptiveClippingNoise both, double expectedUnits) {
        double gradients;
        try {
            gradients = both.gradientNoiseMultiplier();
        } catch (UnattainableTargetException e) {
            gradients = Double.POSITIVE_INFINITY;
        }
        if (Double.isInfinite(gradients)) {
            throw Require.broken(
                    "fractionStandardDeviation",
                    "must be above noise multiplier / (2 · expected units) = "
                            + both.noiseMultiplier() / (2 * expectedUnits)
                            + ", or the count alone would cost more than the noise multiplier "
                            + both.noiseMultiplier() + " promises",
                    both.clippedCountStddev() / expectedUnits,
                    "raise it (0.05 is usual), or have the count charged on top");
        }
        return gradients;
    }
}
