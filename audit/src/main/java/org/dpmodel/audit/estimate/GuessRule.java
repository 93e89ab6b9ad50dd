package org.dpmodel.audit.estimate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dpmodel.validation.Require;

/**
 * Which canaries to guess: "took part" for those with the highest scores, "did not" for as many with the lowest,
 * nothing for the rest. The claim fixes their number before any score is seen: trying several numbers on the scores and
 * keeping the best would overstate what a mechanism reveals.
 *
 * @param each number of guesses of each kind
 */
public record GuessRule(int each) {
    /** The fractions of canaries that are tried, from 1 in 1000 to half of them. */
    private static final int TRIED = 24;

    private static final double SMALLEST_SHARE = 1e-3;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public GuessRule {
        Require.atLeast("each", each, 1, "pass how many canaries are guessed to have taken part");
    }

    /**
     * The number of guesses with the largest expected bound for a Gaussian mechanism that is exactly as private as
     * claimed.
     *
     * @param epsilon claimed, positive
     * @param delta claimed, in (0, 1)
     * @param canaries number of canaries, at least 2
     * @param error the error with which the bound will be computed
     * @return the rule
     */
    public static GuessRule forClaim(double epsilon, double delta, int canaries, double error) {
        Require.atLeast("canaries", canaries, 2, "take more canaries");
        double mu = Gaussian.muOfEpsilon(epsilon, delta);
        int best = 1;
        double bestBound = -1;
        for (int i = 0; i < TRIED; i++) {
            double share = SMALLEST_SHARE * Math.pow(1 / (2 * SMALLEST_SHARE), i / (TRIED - 1.0));
            int each = Math.max(1, (int) (share * canaries));
            int correct = (int) (2 * each * accuracy(mu, (double) each / canaries));
            double bound = new Guesses(canaries, 2 * each, correct).lowerEpsilon(delta, error);
            if (bound > bestBound) {
                best = each;
                bestBound = bound;
            }
        }
        return new GuessRule(best);
    }

    /**
     * The probability of a correct guess for the given highest fraction of scores, half of which are N(mu, 1) and half
     * N(0, 1).
     */
    private static double accuracy(double mu, double share) {
        double farthest = Gaussian.upperQuantile(SMALLEST_SHARE * SMALLEST_SHARE);
        double threshold = Bisection.largest(
                -farthest, mu + farthest, z -> Gaussian.upperTail(z - mu) + Gaussian.upperTail(z) > 2 * share);
        return Gaussian.upperTail(threshold - mu) / (2 * share);
    }

    /**
     * Guesses, and counts.
     *
     * @param scores of all canaries, none NaN
     * @param tookPart their coins
     * @return the guesses
     * @throws IllegalArgumentException if there are fewer canaries than guesses
     */
    public Guesses guess(double[] scores, boolean[] tookPart) {
        Require.atLeast("canaries", scores.length, 2L * each, "use more canaries, or guess fewer");
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> Double.compare(scores[a], scores[b]));
        int correct = 0;
        for (int i = 0; i < each; i++) {
            correct += tookPart[order[i]] ? 0 : 1;
            correct += tookPart[order[order.length - 1 - i]] ? 1 : 0;
        }
        return new Guesses(scores.length, 2 * each, correct);
    }
}
