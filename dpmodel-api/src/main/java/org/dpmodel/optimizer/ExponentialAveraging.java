package org.dpmodel.optimizer;

import org.dpmodel.validation.Require;

/**
 * The exponential average of all iterates so far, over all calls of {@code train}, without the bias of an average that
 * starts from zero or from the first iterate: iterate i of n has the weight
 *
 * <pre>
 * (1 − decay) decay^(n − i) / (1 − decay^n)
 * </pre>
 *
 * @param decay in (0, 1)
 */
public record ExponentialAveraging(double decay) implements Averaging {
    static final String KIND = "ema";

    /**
     * Checks the decay.
     *
     * @throws IllegalArgumentException if it is NaN or out of range
     */
    public ExponentialAveraging {
        Require.openFraction("the decay of an average", decay, "0.99 averages about the last hundred steps");
    }

    @Override
    public String name() {
        return KIND + ":" + decay;
    }

    @Override
    public boolean counts(long step, long steps) {
        return true;
    }

    @Override
    public double weight(long count) {
        return count == 1 ? 1 : (1 - decay) / -Math.expm1(count * Math.log(decay));
    }
}
