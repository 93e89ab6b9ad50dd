package org.dpmodel.audit.replay;

import org.dpmodel.plan.PrivacyPlan;

/** How far one record may move the mean that a plan's step releases. */
final class PlanSensitivity {
    private final PrivacyPlan plan;

    PlanSensitivity(PrivacyPlan plan) {
        if (plan.clipping().adaptation().isPresent()) {
            throw new IllegalArgumentException("the clipping norm must not adapt in record and replay, found "
                    + plan.clipping().describe()
                    + ": the noisy count that it follows does not pass through the optimizer, and cannot be "
                    + "replayed; replay with ClipMechanisms.fixed");
        }
        this.plan = plan;
    }

    /**
     * Sensitivity that the noise is charged for: its deviation over the noise multiplier that is relative to the
     * sensitivity. If a mechanism compensates for its own rounding, its deviation includes that.
     */
    double of(long step, long elements) {
        double norm = plan.clipping().clippingNorm(step, plan.clipping().initialClippingNorm());
        return plan.sensitivityInClippingNorms()
                * plan.noiseStandardDeviation(step, norm, elements)
                / plan.shares(step).gradientNoiseMultiplier()
                / plan.expectedUnits();
    }
}
