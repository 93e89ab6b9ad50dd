package org.dpmodel.optimizer;

import java.util.Objects;

/**
 * A linear rise to the first rate of another schedule, which then takes over (Goyal et al. 2017, arXiv 1706.02677,
 * section 2.2):
 *
 * <pre>
 * (t + 1) / steps × then.at(0)     while the step t is below steps
 * then.at(t − steps)               from then on
 * </pre>
 *
 * @param steps the length of the rise; at least 1
 * @param then the schedule after it
 */
public record LinearWarmUp(long steps, LearningRateSchedule then) implements LearningRateSchedule {
    /**
     * Checks the length.
     *
     * @param steps the length of the rise; at least 1
     * @param then the schedule after it
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    public LinearWarmUp {
        Rates.checkSteps("steps", steps);
        Objects.requireNonNull(then, "then");
    }

    @Override
    public double at(long step) {
        return step < steps ? (step + 1.0) / steps * then.at(0) : then.at(step - steps);
    }
}
