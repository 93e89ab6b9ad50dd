package org.dpmodel.optimizer;

/**
 * Half a cosine from the first to the last learning rate (Loshchilov and Hutter 2017, arXiv 1608.03983, equation 5,
 * without restarts):
 *
 * <p>last + ½ (initial − last) (1 + cos(π · min(step, steps) / steps))
 *
 * @param initial the learning rate of step 0; non-negative and finite
 * @param last the learning rate from step {@code steps} on; non-negative and finite
 * @param steps the length of the decay; at least 1
 */
public record CosineDecay(double initial, double last, long steps) implements LearningRateSchedule {
    /**
     * Checks the numbers.
     *
     * @param initial the learning rate of step 0; non-negative and finite
     * @param last the learning rate from step {@code steps} on; non-negative and finite
     * @param steps the length of the decay; at least 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public CosineDecay {
        Rates.check("initial", initial);
        Rates.check("last", last);
        Rates.checkSteps("steps", steps);
    }

    @Override
    public double at(long step) {
        double progress = (double) Math.min(step, steps) / steps;
        return last + 0.5 * (initial - last) * (1 + Math.cos(Math.PI * progress));
    }
}
