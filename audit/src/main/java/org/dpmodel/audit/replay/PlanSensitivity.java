package org.dpmodel.audit.replay;

import org.dpmodel.plan.PrivacyPlan;

/** How far one record may move the mean that a plan's step releases. */
final class PlanSensitivity {
    private final PrivacyPlan plan;

    PlanSensitivity(PrivacyPlan plan) {
        if (plan.clipping().adaptation().isPresent()) {
            throw new IllegalArgumentException("the clipping norm must not adapt in record and replay, found "
                    + plan.clipping().describe()
                    + ": the noisy count that it follows is released beside the optimizer, and cannot be replayed;"
                    + " replay with ClipMechanisms.fixed");
        }
        this.plan = plan;
    }

    /** Sensitivity of the mean; the noise on it tells the clipping norm of the step, on the scale of the mean. */
    double of(long step, double noiseDeviation, long elements) {
        return plan.sensitivityInClippingNorms() * noiseDeviation / plan.noiseStandardDeviation(step, 1, elements);
    }
}
