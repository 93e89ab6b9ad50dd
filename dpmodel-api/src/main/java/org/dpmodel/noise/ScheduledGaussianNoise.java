package org.dpmodel.noise;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;

/**
 * Gaussian noise as {@link GaussianNoise} adds it, with a noise multiplier that changes from step to step, MindArmour's
 * "AdaGaussian". The steps are charged one by one, each with its own multiplier.
 *
 * @param description a description of the schedule, for statements; a run can be resumed only with the same description
 * @param schedule the noise multiplier of each step
 */
public record ScheduledGaussianNoise(String description, NoiseSchedule schedule) implements IndependentNoise {
    /**
     * Checks the schedule's first multiplier.
     *
     * @throws IllegalArgumentException if it is NaN, infinite, zero or negative
     */
    public ScheduledGaussianNoise {
        Objects.requireNonNull(description, "description");
        check(Objects.requireNonNull(schedule, "schedule"), 0);
    }

    private static double check(NoiseSchedule schedule, long step) {
        return Require.positive(
                "the noise multiplier of step " + step, schedule.at(step), "correct the schedule " + schedule);
    }

    @Override
    public String name() {
        return "AdaGaussian";
    }

    @Override
    public double noiseMultiplier(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        return check(schedule, step);
    }

    @Override
    public boolean isConstant() {
        return false;
    }

    @Override
    public String describe() {
        return name() + ", noise multiplier by " + description;
    }

    @Override
    public void addTo(double[] sum, double standardDeviation, UniformRandomProvider random) {
        GaussianAddition.addTo(sum, standardDeviation, random);
    }
}
