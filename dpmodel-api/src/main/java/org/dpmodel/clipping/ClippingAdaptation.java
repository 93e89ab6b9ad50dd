package org.dpmodel.clipping;

import org.dpmodel.validation.Require;

/**
 * How the clipping norm follows a quantile of the units' norms, from a noisy count of those that were not clipped (Andrew,
 * Thakkar, McMahan, Ramaswamy 2021, arXiv:1905.03871). With b the noisy fraction of unclipped units, γ the target and η the
 * learning rate:
 *
 * <pre>
 * geometric:  C ← C · exp(−η (b − γ))
 * linear:     C ← C − η (b − γ)
 * </pre>
 *
 * The norm is kept within [{@value #SMALLEST_NORM}, {@value #LARGEST_NORM}], so that it stays positive.
 *
 * @param policy how the norm moves
 * @param targetUnclippedQuantile γ, the target fraction of units that are not clipped, in [0, 1]
 * @param learningRate η, positive and finite
 * @param fractionStandardDeviation standard deviation of the noise on the fraction; the noise on the count has this times
 *     the expected number of units; positive and finite
 * @param charge what pays for the count
 */
public record ClippingAdaptation(
        Policy policy,
        double targetUnclippedQuantile,
        double learningRate,
        double fractionStandardDeviation,
        Charge charge) {
    /** The smallest norm that adaptation can reach. */
    public static final double SMALLEST_NORM = 1e-12;

    /** The largest norm that adaptation can reach. */
    public static final double LARGEST_NORM = 1e12;

    /** How the norm moves. */
    public enum Policy {
        /** By subtraction, as MindArmour's default. */
        LINEAR,
        /** By multiplication, as Andrew et al. recommend. */
        GEOMETRIC
    }

    /** What pays for the noisy count that each step releases in addition to the gradients. */
    public enum Charge {
        /** The gradients' noise is increased until both together cost what the noise multiplier says. */
        RAISE_GRADIENT_NOISE,
        /** The gradients keep the noise multiplier, and the step is charged with a smaller one. */
        CHARGE_ON_TOP
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is NaN or out of range
     */
    public ClippingAdaptation {
        if (!(targetUnclippedQuantile >= 0 && targetUnclippedQuantile <= 1)) {
            throw Require.broken(
                    "targetUnclippedQuantile", "must be in [0, 1]", targetUnclippedQuantile, "0.9 is usual");
        }
        Require.positive("learningRate", learningRate, "0.2 is usual for the geometric policy");
        Require.positive(
                "fractionStandardDeviation",
                fractionStandardDeviation,
                "0.05 is usual: the count of unclipped examples is private too");
    }

    /**
     * The norm of the next step.
     *
     * @param clippingNorm the norm of this step
     * @param noisyFraction the noisy fraction of unclipped units, any finite number
     * @return positive and finite
     */
    public double next(double clippingNorm, double noisyFraction) {
        double excess = noisyFraction - targetUnclippedQuantile;
        double moved =
                switch (policy) {
                    case LINEAR -> clippingNorm - learningRate * excess;
                    case GEOMETRIC -> clippingNorm * Math.exp(-learningRate * excess);
                };
        return Math.max(SMALLEST_NORM, Math.min(LARGEST_NORM, moved));
    }
}
