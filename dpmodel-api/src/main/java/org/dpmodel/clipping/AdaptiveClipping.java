package org.dpmodel.clipping;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.clipping.ClippingAdaptation.Charge;
import org.dpmodel.clipping.ClippingAdaptation.Policy;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.clipping.FlatClipping;

/**
 * Flat clipping whose norm follows a quantile of the gradients' norms (Andrew et al. 2021, arXiv:1905.03871). Each step
 * also releases a noisy count of the units that were not clipped, which is charged.
 *
 * <p>By default the norm starts at 0.1 and moves geometrically towards the median, with learning rate 0.2 and noise of
 * 0.05 on the fraction, as in the paper.
 *
 * @param norm the norm of the first step
 * @param how how the norm moves from there, and what pays for it
 */
public record AdaptiveClipping(double norm, ClippingAdaptation how) implements ClipMechanism {
    /**
     * Checks the norm.
     *
     * @throws IllegalArgumentException if it is NaN or out of range
     */
    public AdaptiveClipping {
        ClippingNorms.check("initialClippingNorm", norm);
        Objects.requireNonNull(how, "how");
    }

    /**
     * Starts from the paper's settings.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String describe() {
        String paid = how.charge() == Charge.RAISE_GRADIENT_NOISE
                ? "paid by more noise on the gradients"
                : "charged on top of the noise multiplier";
        return "adaptive clipping (" + how.policy().toString().toLowerCase(Locale.ROOT) + "), norm " + norm
                + " at first, quantile " + how.targetUnclippedQuantile() + ", learning rate " + how.learningRate()
                + ", noise on the unclipped fraction " + how.fractionStandardDeviation() + " " + paid;
    }

    @Override
    public ClippingRule rule() {
        return new FlatClipping();
    }

    @Override
    public double initialClippingNorm() {
        return norm;
    }

    @Override
    public Optional<ClippingAdaptation> adaptation() {
        return Optional.of(how);
    }

    /** Collects settings. */
    public static final class Builder {
        private double norm = 0.1;
        private Policy policy = Policy.GEOMETRIC;
        private double quantile = 0.5;
        private double learningRate = 0.2;
        private double fractionStandardDeviation = 0.05;
        private Charge charge = Charge.RAISE_GRADIENT_NOISE;

        private Builder() {}

        /**
         * The norm of the first step; 0.1 by default.
         *
         * @param value in [1e-12, 1e12]
         * @return this builder
         */
        public Builder initialClippingNorm(double value) {
            norm = value;
            return this;
        }

        /**
         * How the norm moves; geometrically by default.
         *
         * @param value the policy
         * @return this builder
         */
        public Builder policy(Policy value) {
            policy = Objects.requireNonNull(value, "policy");
            return this;
        }

        /**
         * The target fraction of units that are not clipped; 0.5 by default.
         *
         * @param value in [0, 1]
         * @return this builder
         */
        public Builder targetUnclippedQuantile(double value) {
            quantile = value;
            return this;
        }

        /**
         * How fast the norm moves; 0.2 by default.
         *
         * @param value positive and finite
         * @return this builder
         */
        public Builder learningRate(double value) {
            learningRate = value;
            return this;
        }

        /**
         * The noise on the fraction of unclipped units; 0.05 by default. Less noise costs more noise on the gradients.
         *
         * @param value standard deviation in units of the expected number of units, positive and finite
         * @return this builder
         */
        public Builder fractionStandardDeviation(double value) {
            fractionStandardDeviation = value;
            return this;
        }

        /**
         * What pays for the count; the gradients' noise by default.
         *
         * @param value the charge
         * @return this builder
         */
        public Builder charge(Charge value) {
            charge = Objects.requireNonNull(value, "charge");
            return this;
        }

        /**
         * The mechanism.
         *
         * @return the mechanism
         * @throws IllegalArgumentException if a number is NaN or out of range
         */
        public AdaptiveClipping build() {
            return new AdaptiveClipping(
                    norm, new ClippingAdaptation(policy, quantile, learningRate, fractionStandardDeviation, charge));
        }
    }
}
