package org.dpmodel.optimizer;

import org.dpmodel.validation.Require;

/**
 * A power of the remaining fraction of steps, between the first and the last learning rate; power 1 is linear decay:
 *
 * <p>last + (initial − last) (1 − min(step, steps) / steps)^power
 *
 * @param initial the learning rate of step 0; non-negative and finite
 * @param last the learning rate from step {@code steps} on; non-negative and finite
 * @param steps the length of the decay; at least 1
 * @param power the exponent; positive and finite
 */
public record PolynomialDecay(double initial, double last, long steps, double power) implements LearningRateSchedule {
    /**
     * Checks the numbers.
     *
     * @param initial the learning rate of step 0; non-negative and finite
     * @param last the learning rate from step {@code steps} on; non-negative and finite
     * @param steps the length of the decay; at least 1
     * @param power the exponent; positive and finite
     * @throws IllegalArgumentException if a number is out of range
     */
    public PolynomialDecay {
        Rates.check("initial", initial);
        Rates.check("last", last);
        Rates.checkSteps("steps", steps);
        Require.positive("power", power, "pass 1 for linear decay");
    }

    @Override
    public double at(long step) {
        double remaining = 1 - (double) Math.min(step, steps) / steps;
        return last + (initial - last) * Math.pow(remaining, power);
    }
}
