package org.dpmodel.audit.membership;

import java.util.Arrays;
import org.dpmodel.validation.Require;

/**
 * Membership scores by likelihood ratio (LiRA: Carlini, Chien, Nasr, Song, Terzis and Tramèr 2022, arXiv 2112.03570).
 * Shadow models, trained on random halves of the records, show the confidence of a record in models that were trained
 * on it and in models that were not; the ratio of the two normal densities at the attacked model's confidence is the
 * record's score.
 *
 * <p>A record's confidence is ln(p / (1 − p)) of p = exp(−loss), which is nearly normal. With few shadow models, each
 * record has its own mean in either case, and all records share the two variances.
 */
public final class LiraScores {
    /** Beyond it, exp(−loss) is 1 or 0 in double precision. */
    private static final double SMALLEST_LOSS = 1e-12;

    private static final int FEWEST = 4;

    private LiraScores() {}

    /**
     * Scores records.
     *
     * @param losses loss of each record in the attacked model
     * @param shadowLosses of each shadow model, of each record; at least 4 models
     * @param shadowMembers for each shadow model, whether it was trained on the record; each record is in at least one and
     *     missing in at least one
     * @return one score per record, larger for records that seem to have been trained on
     * @throws IllegalArgumentException if sizes differ, or a record is in all shadow models, or in none
     */
    public static double[] of(double[] losses, double[][] shadowLosses, boolean[][] shadowMembers) {
        Require.atLeast("the number of shadow models", shadowLosses.length, FEWEST, "train more, in pairs");
        double[][] confidences =
                Arrays.stream(shadowLosses).map(LiraScores::confidences).toArray(double[][]::new);
        double[] inMeans = means(confidences, shadowMembers, true, losses.length);
        double[] outMeans = means(confidences, shadowMembers, false, losses.length);
        double inVariance = variance(confidences, shadowMembers, true, inMeans);
        double outVariance = variance(confidences, shadowMembers, false, outMeans);
        double[] attacked = confidences(losses);
        double[] scores = new double[losses.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] =
                    logDensity(attacked[i], inMeans[i], inVariance) - logDensity(attacked[i], outMeans[i], outVariance);
        }
        return scores;
    }

    private static double[] confidences(double[] losses) {
        return Arrays.stream(losses)
                .map(loss -> Math.max(loss, SMALLEST_LOSS))
                .map(loss -> -loss - Math.log(-Math.expm1(-loss)))
                .toArray();
    }

    private static double[] means(double[][] values, boolean[][] members, boolean in, int records) {
        double[] sums = new double[records];
        int[] counts = new int[records];
        for (int model = 0; model < values.length; model++) {
            if (values[model].length != records || members[model].length != records) {
                throw Require.broken(
                        "the losses and members of shadow model " + model,
                        "must be of all " + records + " records",
                        values[model].length + " and " + members[model].length,
                        "ask each model for all of them");
            }
            for (int i = 0; i < records; i++) {
                if (members[model][i] == in) {
                    sums[i] += values[model][i];
                    counts[i]++;
                }
            }
        }
        for (int i = 0; i < records; i++) {
            if (counts[i] == 0) {
                throw new IllegalArgumentException("record " + i + " must be " + (in ? "in" : "missing in")
                        + " at least one shadow model, found none: train them in pairs, on a half and on the rest");
            }
            sums[i] /= counts[i];
        }
        return sums;
    }

    /** Around each record's own mean, each of which takes one degree of freedom. */
    private static double variance(double[][] values, boolean[][] members, boolean in, double[] means) {
        double sum = 0;
        int freedom = -means.length;
        for (int model = 0; model < values.length; model++) {
            for (int i = 0; i < means.length; i++) {
                if (members[model][i] == in) {
                    sum += (values[model][i] - means[i]) * (values[model][i] - means[i]);
                    freedom++;
                }
            }
        }
        return Math.max(sum / Math.max(1, freedom), Double.MIN_NORMAL);
    }

    private static double logDensity(double x, double mean, double variance) {
        return -(x - mean) * (x - mean) / (2 * variance) - Math.log(variance) / 2;
    }
}
