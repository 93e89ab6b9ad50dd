package org.dpmodel.audit.estimate;

import org.dpmodel.validation.Require;

/**
 * Guesses about which canaries took part, and what the number of correct ones implies for any (epsilon, delta)-private
 * mechanism (Steinke, Nasr and Jagielski 2023, arXiv 2305.08846, Theorem 5.2). Each of m canaries takes part by its own
 * fair coin; r of them are guessed, v correctly. Then
 *
 * <pre>
 * P(at least v right) ≤ P(W ≥ v) + 2 m delta max over i = 1..v of  P(v − i ≤ W &lt; v) / i,   W ~ Binomial(r, e^epsilon / (1 + e^epsilon))
 * </pre>
 *
 * The canaries may depend on each other in any way, but r and the rule that picks whom to guess must not have been chosen by
 * the same scores.
 *
 * @param canaries m, each with a coin of its own
 * @param guessed r, in [0, m]
 * @param correct v, in [0, r]
 */
public record Guesses(int canaries, int guessed, int correct) {
    private static final double LARGEST_EPSILON = 64;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Guesses {
        Require.atLeast("canaries", canaries, 1, "pass the number of coin flips");
        if (guessed < 0 || guessed > canaries) {
            throw Require.broken("guessed", "must be in [0, " + canaries + "]", guessed, "guess each canary once");
        }
        if (correct < 0 || correct > guessed) {
            throw Require.broken("correct", "must be in [0, " + guessed + "]", correct, "count guesses alone");
        }
    }

    /**
     * An upper bound on the probability of at least this many correct guesses.
     *
     * @param epsilon epsilon of the tested mechanism, finite and at least 0
     * @param delta delta of the tested mechanism, in [0, 1)
     * @return upper bound in [0, 1]; rises with epsilon
     */
    public double pValue(double epsilon, double delta) {
        double right = 1 / (1 + Math.exp(-epsilon));
        double sum = 0;
        double largest = 0;
        for (int i = 1; i <= correct; i++) {
            sum += BinomialTail.exactly(correct - i, guessed, right);
            largest = Math.max(largest, sum / i);
        }
        return Math.min(1, BinomialTail.atLeast(correct, guessed, right) + 2 * delta * canaries * largest);
    }

    /**
     * The epsilon that the guesses refute.
     *
     * @param delta of the mechanism, in [0, 1)
     * @param error probability that the bound is too high, in (0, 1/2]
     * @return a mechanism with this delta and a smaller epsilon allows as many correct guesses only with that
     *     probability; 0 if even epsilon 0 would explain them
     */
    public double lowerEpsilon(double delta, double error) {
        Gaussian.checkError(error);
        return pValue(0, delta) > error
                ? 0
                : Bisection.largest(0, LARGEST_EPSILON, epsilon -> pValue(epsilon, delta) <= error);
    }
}
