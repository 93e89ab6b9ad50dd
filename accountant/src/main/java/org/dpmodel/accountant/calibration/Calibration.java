package org.dpmodel.accountant.calibration;

import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.internal.PrivacyCurveSearch;
import org.dpmodel.accountant.risk.RiskTarget;
import org.dpmodel.accountant.validation.Checks;

/**
 * Finds the parameter of a run that just meets a privacy target. Every result is the end of a bracket that was verified
 * to satisfy the target; no result relies on monotonicity.
 *
 * <p>Epsilon and delta need no search: compose the run and ask the accountant. Immutable if the supplier is; each call
 * creates new accountants.
 */
public final class Calibration {
    private static final double RELATIVE_ACCURACY = 1e-5;
    private static final double LEAST_NOISE = 1e-3;
    private static final double MOST_NOISE = 1e7;
    private static final double LEAST_PROBABILITY = 1e-12;
    private static final long MOST_STEPS = 1L << 42;
    private static final int FIRST_STRIDE = 8;

    private final Supplier<? extends PrivacyAccountant> accountants;

    /**
     * A calibration with any accountant.
     *
     * @param accountants creates an accountant with an empty ledger, for example {@code () -> new
     *     PldAccountant(Adjacency.ADD_OR_REMOVE_ONE)}
     */
    public Calibration(Supplier<? extends PrivacyAccountant> accountants) {
        this.accountants = Objects.requireNonNull(accountants, "accountants");
    }

    /**
     * The smallest noise multiplier that meets a target.
     *
     * @param run the whole run as a function of its noise multiplier
     * @param epsilon largest epsilon allowed, above 0
     * @param delta delta of the guarantee, in (0, 1]
     * @return a noise multiplier that meets the target, at most 1e-5 relative above one that does not; about 2e-3, below
     *     which nothing is tried, if even this does
     * @throws UnattainableTargetException if none up to about 1e7 meets the target
     */
    public double noiseMultiplier(DoubleFunction<DpEvent> run, double epsilon, double delta) {
        check(epsilon, delta);
        return noiseMultiplier(
                run,
                accountant -> accountant.epsilon(delta),
                epsilon,
                () -> "epsilon " + epsilon + " at delta " + delta + ": ask for a larger epsilon or delta");
    }

    /**
     * The smallest noise multiplier that keeps attackers below a limit.
     *
     * @param run the whole run as a function of its noise multiplier
     * @param target the most that attackers may achieve
     * @return a noise multiplier that meets the target, at most 1e-5 relative above one that does not; about 2e-3, below
     *     which nothing is tried, if even this does
     * @throws UnattainableTargetException if none up to about 1e7 meets the target
     */
    public double noiseMultiplier(DoubleFunction<DpEvent> run, RiskTarget target) {
        return noiseMultiplier(
                run,
                target::reached,
                target.limit(),
                () -> target + ": allow attackers to do slightly better than guessing");
    }

    private double noiseMultiplier(
            DoubleFunction<DpEvent> run, ToDoubleFunction<PrivacyAccountant> cost, double most, Supplier<String> aim) {
        DoubleUnaryOperator logCost = logNoise -> Math.log(cost.applyAsDouble(charged(run.apply(Math.exp(logNoise)))));
        double target = Math.log(most);
        double high = 0;
        double low = 0;
        if (logCost.applyAsDouble(0) <= target) {
            do {
                high = low;
                low -= Math.log(2);
                if (low < Math.log(LEAST_NOISE)) {
                    return Math.exp(high);
                }
            } while (logCost.applyAsDouble(low) <= target);
        } else {
            do {
                low = high;
                high += Math.log(2);
                if (high > Math.log(MOST_NOISE)) {
                    throw new UnattainableTargetException(
                            "no noise multiplier up to " + MOST_NOISE + " gives " + aim.get() + ", or for fewer steps");
                }
            } while (logCost.applyAsDouble(high) > target);
        }
        double found = PrivacyCurveSearch.smallestArgument(logCost, target, low, high, RELATIVE_ACCURACY);
        return Math.exp(found);
    }

    /**
     * The largest sampling probability that meets a target; multiplied by the data set size, it is the largest expected
     * batch size.
     *
     * @param run the whole run as a function of its sampling probability
     * @param epsilon largest epsilon allowed, above 0
     * @param delta delta of the guarantee, in (0, 1]
     * @return a sampling probability that meets the target, at most 1e-5 relative below one that does not, or 1
     * @throws UnattainableTargetException if a sampling probability of 1e-12 does not meet the target
     */
    public double samplingProbability(DoubleFunction<DpEvent> run, double epsilon, double delta) {
        check(epsilon, delta);
        DoubleUnaryOperator logEpsilon = rarity -> Math.log(epsilonOf(run.apply(Math.exp(-rarity)), delta));
        double target = Math.log(epsilon);
        if (logEpsilon.applyAsDouble(0) <= target) {
            return 1;
        }
        double low = 0;
        double high = 0;
        do {
            low = high;
            high += Math.log(FIRST_STRIDE);
            if (high > -Math.log(LEAST_PROBABILITY)) {
                throw new UnattainableTargetException("no sampling probability down to " + LEAST_PROBABILITY
                        + " gives epsilon " + epsilon + " at delta " + delta
                        + ": add noise, or ask for a larger epsilon or delta");
            }
        } while (logEpsilon.applyAsDouble(high) > target);
        double found = PrivacyCurveSearch.smallestArgument(logEpsilon, target, low, high, RELATIVE_ACCURACY);
        return Math.exp(-found);
    }

    /**
     * The largest number of steps that meets a target.
     *
     * @param step one step
     * @param epsilon largest epsilon allowed, above 0
     * @param delta delta of the guarantee, in (0, 1]
     * @return the largest number of steps within the budget, 0 if not even one is; 2^42 if more would be
     */
    public long maxSteps(DpEvent step, double epsilon, double delta) {
        return maxCount(step::times, epsilon, delta);
    }

    /**
     * The largest number of epochs that meets a target: the last one within the budget, whereas MindArmour's {@code
     * max_epoch_suggest} returns the first one that exceeds it.
     *
     * @param step one step
     * @param stepsPerEpoch number of steps in an epoch, at least 1
     * @param epsilon largest epsilon allowed, above 0
     * @param delta delta of the guarantee, in (0, 1]
     * @return the number of whole epochs, 0 if not even one fits
     */
    public long maxEpochs(DpEvent step, long stepsPerEpoch, double epsilon, double delta) {
        Checks.atLeast("stepsPerEpoch", stepsPerEpoch, 1, "pass datasetSize / expectedBatchSize");
        return maxSteps(step, epsilon, delta) / stepsPerEpoch;
    }

    /**
     * The largest count that meets a target.
     *
     * @param run the whole run as a function of the count; its cost must not fall with it
     * @param epsilon largest epsilon allowed, above 0
     * @param delta delta of the guarantee, in (0, 1]
     * @return the largest count up to 2^42 that meets the target, 0 if 1 does not
     */
    public long maxCount(LongFunction<DpEvent> run, double epsilon, double delta) {
        check(epsilon, delta);
        long good = 0;
        long bad = 1;
        double logGood = Double.NEGATIVE_INFINITY;
        double logBad = logEpsilon(run, bad, delta);
        double target = Math.log(epsilon);
        while (logBad <= target) {
            good = bad;
            logGood = logBad;
            bad *= FIRST_STRIDE;
            if (good >= MOST_STEPS) {
                return good;
            }
            logBad = logEpsilon(run, bad, delta);
        }
        for (int i = 0; bad - good > 1; i++) {
            long middle = between(good, bad, logGood - target, logBad - target, i);
            double value = logEpsilon(run, middle, delta);
            if (value <= target) {
                good = middle;
                logGood = value;
            } else {
                bad = middle;
                logBad = value;
            }
        }
        return good;
    }

    /** The next point, by interpolation on the logarithms, shifted slightly to alternating sides, or the midpoint. */
    private static long between(long good, long bad, double excessGood, double excessBad, int i) {
        long middle = good + (bad - good) / 2;
        double share = -excessGood / (excessBad - excessGood);
        if (i % 3 != 2 && good > 0 && share > 0 && share < 1) {
            double push = i % 3 == 0 ? -0.02 : 0.02;
            middle = (long) (good * Math.pow((double) bad / good, Math.max(0, Math.min(1, share * (1 + push)))));
        }
        return Math.max(good + 1, Math.min(bad - 1, middle));
    }

    private double logEpsilon(LongFunction<DpEvent> run, long count, double delta) {
        return Math.log(epsilonOf(run.apply(count), delta));
    }

    private double epsilonOf(DpEvent run, double delta) {
        return charged(run).epsilon(delta);
    }

    private PrivacyAccountant charged(DpEvent run) {
        PrivacyAccountant accountant = accountants.get();
        accountant.compose(run);
        return accountant;
    }

    private static void check(double epsilon, double delta) {
        Checks.finitePositive("epsilon", epsilon, "pass the maximum privacy loss you accept, such as 3");
        Checks.delta(delta);
        if (delta == 0) {
            throw new UnattainableTargetException(
                    "delta must be above 0, found 0.0: Gaussian noise gives no finite epsilon at delta 0");
        }
    }
}
