package org.dpmodel.audit.estimate;

import org.dpmodel.validation.Require;

/** Exact one-sided confidence bounds of a probability (Clopper and Pearson 1934). */
public final class ClopperPearson {
    private ClopperPearson() {}

    /**
     * Lower bound of a probability.
     *
     * @param successes how often it happened
     * @param trials of how many independent trials, at least 1
     * @param error probability that the bound is too high, in (0, 1/2]
     * @return the largest p for which this many successes have at most this probability; 0 if there were none
     */
    public static double lower(int successes, int trials, double error) {
        check(successes, trials, error);
        return successes == 0 ? 0 : Bisection.largest(0, 1, p -> BinomialTail.atLeast(successes, trials, p) <= error);
    }

    /**
     * Upper bound of a probability.
     *
     * @param successes how often it happened
     * @param trials of how many independent trials, at least 1
     * @param error probability that the bound is too low, in (0, 1/2]
     * @return 1 − the lower bound for failures
     */
    public static double upper(int successes, int trials, double error) {
        check(successes, trials, error);
        return 1 - lower(trials - successes, trials, error);
    }

    private static void check(int successes, int trials, double error) {
        Gaussian.checkError(error);
        Require.atLeast("trials", trials, 1, "pass the number of trials");
        if (successes < 0 || successes > trials) {
            throw Require.broken(
                    "successes", "must be in [0, " + trials + "]", successes, "pass how many trials succeeded");
        }
    }
}
