package org.dpmodel;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far a budget that is too small for a training will last, and what would make it sufficient. Known before the
 * first step; it does not depend on the data.
 *
 * @param steps number of steps that the budget allows, at least 0
 * @param wantedSteps number of steps that the training would have, more than {@code steps}
 * @param lastingNoiseMultiplier the smallest noise multiplier with which the budget is enough for all of them; empty if
 *     no noise multiplier is, or if the noise follows a schedule
 */
public record BudgetForecast(long steps, long wantedSteps, OptionalDouble lastingNoiseMultiplier) {
    /** In words, for logs and reports. */
    @Override
    public String toString() {
        String ends = String.format(Locale.ROOT, "training ends after %,d of %,d steps", steps, wantedSteps);
        return lastingNoiseMultiplier.isEmpty()
                ? ends
                : ends + "; a noise multiplier of " + lastingNoiseMultiplier.getAsDouble()
                        + " would last for all of them";
    }
}
