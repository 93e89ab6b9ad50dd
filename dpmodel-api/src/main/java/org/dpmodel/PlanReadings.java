package org.dpmodel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.accountant.DpEvent;

/**
 * What one run has read of the schedules of its plan. A schedule is a user's code and may give another value when it is
 * asked again; each of its values is therefore read once, and the one reading is clipped by, noised by and charged, also
 * where a charge had to read ahead. Mutable, for the training thread.
 */
final class PlanReadings {
    private final PrivacyPlan plan;
    private final Map<Long, Double> noiseMultipliers = new HashMap<>();
    private long stepOfNorm = -1;
    private double clippingNorm;

    PlanReadings(PrivacyPlan plan) {
        this.plan = plan;
    }

    /** The charge of {@link PrivacyPlan#charge}, of the noise multipliers as first read. */
    Optional<DpEvent> charge(long step, int stepInEpoch, int datasetSize) {
        return plan.charge(step, stepInEpoch, datasetSize, this::noiseMultiplier);
    }

    NoiseShares shares(long step) {
        return plan.shares(noiseMultiplier(step));
    }

    /** Standard deviation of the noise on each element of a step's sum, which was clipped by the norm of {@link #clippingNorm}. */
    double noiseStandardDeviation(long step, double norm, long elements) {
        return plan.noiseStandardDeviation(shares(step), norm, elements);
    }

    /** The clipping norm of a step. */
    double clippingNorm(long step, double adapted) {
        if (step != stepOfNorm) {
            clippingNorm = plan.clipping().clippingNorm(step, adapted);
            stepOfNorm = step;
        }
        return clippingNorm;
    }

    /** The step is over; what was read of it will not be asked for again. */
    void finished(long step) {
        noiseMultipliers.remove(step);
    }

    private double noiseMultiplier(long step) {
        Double known = noiseMultipliers.get(step);
        if (known == null) {
            known = plan.noise().noiseMultiplier(step);
            noiseMultipliers.put(step, known);
        }
        return known;
    }
}
