package org.dpmodel.optimizer;

import org.dpmodel.validation.Require;

/**
 * A learning rate that drops after every given number of steps: initial × factor^⌊step / everySteps⌋.
 *
 * @param initial the first learning rate; non-negative and finite
 * @param factor the factor of each drop; positive and finite, usually below 1
 * @param everySteps the number of steps between drops; at least 1
 */
public record StepDecay(double initial, double factor, long everySteps) implements LearningRateSchedule {
    /**
     * Checks the numbers.
     *
     * @param initial the first learning rate; non-negative and finite
     * @param factor the factor of each drop; positive and finite
     * @param everySteps the number of steps between drops; at least 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public StepDecay {
        Rates.check("initial", initial);
        Require.positive("factor", factor, "pass for example 0.1");
        Rates.checkSteps("everySteps", everySteps);
    }

    @Override
    public double at(long step) {
        long drops = step / everySteps;
        return initial * Math.pow(factor, (double) drops);
    }
}
