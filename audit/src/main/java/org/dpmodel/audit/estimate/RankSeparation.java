package org.dpmodel.audit.estimate;

import java.util.Arrays;
import org.dpmodel.validation.Require;

/**
 * How well scores distinguish records that took part from records that did not, from ranks alone: the area under the
 * ROC curve
 *
 * <pre>
 * AUC = P(score of an included record &gt; score of an excluded one) + 1/2 P(equal)
 * </pre>
 *
 * with the standard error of DeLong, DeLong and Clarke-Pearson 1988, for independent scores.
 *
 * @param area AUC, in [0, 1]
 * @param standardError of the area; 0 where no two scores overlap
 * @param included number of scores of records that took part
 * @param excluded number of scores of records that did not
 */
public record RankSeparation(double area, double standardError, int included, int excluded) {
    /** The variance of one group needs two scores. */
    private static final int FEWEST = 2;

    private static final double ONE_HALF = 0.5;

    /**
     * Separates two groups of scores.
     *
     * @param included scores of records that took part, at least 2, none NaN
     * @param excluded scores of records that did not, at least 2, none NaN
     * @return how well they are separated
     * @throws IllegalArgumentException if there are too few, or one is NaN
     */
    public static RankSeparation of(double[] included, double[] excluded) {
        double[] in = sorted("included", included);
        double[] out = sorted("excluded", excluded);
        double[] above = placements(in, out);
        double[] below = placements(out, in);
        double error = Math.sqrt(variance(above) / in.length + variance(below) / out.length);
        return new RankSeparation(mean(above), error, in.length, out.length);
    }

    /**
     * Separates two groups of scores as far as that is possible: with fewer than 2 scores, ranks show nothing.
     *
     * @param included scores of records that took part, none NaN
     * @param excluded scores of records that did not, none NaN
     * @return how well they are separated; an area of 1/2, whose lower bound is 0, if a group is too small
     * @throws IllegalArgumentException if one is NaN
     */
    public static RankSeparation ofAny(double[] included, double[] excluded) {
        return Math.min(included.length, excluded.length) < FEWEST
                ? new RankSeparation(ONE_HALF, 0, included.length, excluded.length)
                : of(included, excluded);
    }

    /**
     * Lower confidence bound of the area, the smallest of three:
     *
     * <ul>
     *   <li>DeLong's interval on the logit, with the variance that the ranks show. Where few scores overlap, or one group
     *       is small, that variance is often too small: alone, the bound is too high in up to 8 % of audits for an error
     *       of 5 %.
     *   <li>{@code NormalArea.lower}, with the variance that normal scores have at the bound itself, as Newcombe 2006
     *       ("Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2") does for
     *       other scores.
     *   <li>What this number of pairs can show if all are in order, error^(1 / smaller group).
     * </ul>
     *
     * <p>For normal scores it is too high in at most the error's share of audits, from no separation to the largest that can
     * be shown, with groups of 10 to 1800 scores ({@code RankCoverageTest}).
     *
     * @param error probability that the bound is above the true area, in (0, 1/2]
     * @return in [0, 1)
     */
    public double lower(double error) {
        Gaussian.checkError(error);
        if (Math.min(included, excluded) < FEWEST) {
            return 0;
        }
        double most = Math.pow(error, 1.0 / Math.min(included, excluded));
        if (area <= 0) {
            return 0;
        }
        return Math.min(most, Math.min(byOwnVariance(error), NormalArea.lower(area, included, excluded, error)));
    }

    private double byOwnVariance(double error) {
        if (area >= 1) {
            return 1;
        }
        double logit =
                Math.log(area / (1 - area)) - Gaussian.upperQuantile(error) * standardError / (area * (1 - area));
        return 1 / (1 + Math.exp(-logit));
    }

    /** For each score, the fraction of the other group below it, where equal scores count half; both are sorted. */
    private static double[] placements(double[] scores, double[] others) {
        double[] placements = new double[scores.length];
        int below = 0;
        int notAbove = 0;
        for (int i = 0; i < scores.length; i++) {
            while (below < others.length && others[below] < scores[i]) {
                below++;
            }
            while (notAbove < others.length && others[notAbove] <= scores[i]) {
                notAbove++;
            }
            placements[i] = (below + notAbove) / (2.0 * others.length);
        }
        return placements;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }

    private static double[] sorted(String name, double[] scores) {
        Require.atLeast("the number of " + name + " scores", scores.length, FEWEST, "take more canaries");
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        if (Double.isNaN(sorted[sorted.length - 1])) {
            throw Require.broken(name + " scores", "must be numbers", Double.NaN, "look for steps that released NaN");
        }
        return sorted;
    }
}
