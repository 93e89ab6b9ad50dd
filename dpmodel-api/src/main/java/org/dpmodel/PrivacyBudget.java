package org.dpmodel;

import org.dpmodel.validation.Require;

/**
 * The most that a training may spend: the step that would exceed it does not run. Earlier trainings of the same weights
 * have cost what they cost in addition; statements add it up.
 *
 * @param epsilon the largest epsilon, positive and finite
 * @param delta the delta that epsilon is computed at, in (0, 1)
 */
public record PrivacyBudget(double epsilon, double delta) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is NaN or out of range
     */
    public PrivacyBudget {
        Require.positive("epsilon", epsilon, "pass the largest epsilon that you can defend, for example 2");
        PlanSettings.checkDelta(delta);
    }
}
