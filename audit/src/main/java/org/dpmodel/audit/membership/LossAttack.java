package org.dpmodel.audit.membership;

import java.util.Arrays;
import java.util.Locale;
import org.dpmodel.audit.estimate.ClopperPearson;
import org.dpmodel.audit.estimate.RankSeparation;
import org.dpmodel.validation.Require;

/**
 * Membership inference by the loss (Yeom, Giacomelli, Fredrikson and Jha 2018, arXiv 1709.01604): a record with a loss
 * below a threshold is classified as a member. The threshold is the quantile of one half of the non-members' losses;
 * its error rates are measured on the other half and on the members, with exact bounds (Clopper and Pearson), so that
 *
 * <pre>
 * epsilon ≥ ln((true-positive rate − delta) / false-positive rate)
 * </pre>
 *
 * is a lower bound if records are independent of each other. It is usually far below what canaries find, since it sees
 * only the last model: a failed attack says little.
 *
 * @param separation how well losses distinguish members from non-members
 * @param threshold records with losses below it are classified as members
 * @param truePositiveRate fraction of members that are found
 * @param falsePositiveRate fraction of non-members classified as members
 * @param epsilonLower lower confidence bound, at least 0
 */
public record LossAttack(
        RankSeparation separation,
        double threshold,
        double truePositiveRate,
        double falsePositiveRate,
        double epsilonLower) {
    private static final int FEWEST = 4;

    /**
     * Attacks.
     *
     * @param members losses of records that were trained on, at least 4
     * @param others losses of records of the same kind that were not, at least 4; in an order that does not depend on
     *     the loss
     * @param wantedFalsePositiveRate the rate for which the threshold is chosen, in (0, 1)
     * @param delta of the claim, in [0, 1)
     * @param error probability that the bound is too high, in (0, 1/2]
     * @return the result
     */
    public static LossAttack of(
            double[] members, double[] others, double wantedFalsePositiveRate, double delta, double error) {
        Require.atLeast("the number of members", members.length, FEWEST, "take more records");
        Require.atLeast("the number of others", others.length, FEWEST, "take more records");
        Require.openFraction("wantedFalsePositiveRate", wantedFalsePositiveRate, "pass 0.01");
        RankSeparation separation = RankSeparation.of(negated(members), negated(others));
        double[] heldOut = Arrays.copyOf(others, others.length / 2);
        double[] measured = Arrays.copyOfRange(others, others.length / 2, others.length);
        Arrays.sort(heldOut);
        double threshold = heldOut[(int) (wantedFalsePositiveRate * heldOut.length)];
        int found = below(members, threshold);
        int mistaken = below(measured, threshold);
        double right = ClopperPearson.lower(found, members.length, error / 2);
        double wrong = ClopperPearson.upper(mistaken, measured.length, error / 2);
        return new LossAttack(
                separation,
                threshold,
                (double) found / members.length,
                (double) mistaken / measured.length,
                right > delta ? Math.max(0, Math.log((right - delta) / wrong)) : 0);
    }

    private static double[] negated(double[] losses) {
        return Arrays.stream(losses).map(loss -> -loss).toArray();
    }

    private static int below(double[] losses, double threshold) {
        return (int) Arrays.stream(losses).filter(loss -> loss < threshold).count();
    }

    /**
     * The attack in words.
     *
     * @return a line
     */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "losses distinguish members from others with AUC %.4f; true-positive rate %.4f at false-positive rate "
                        + "%.4f: epsilon at least %.4f",
                separation.area(),
                truePositiveRate,
                falsePositiveRate,
                epsilonLower);
    }
}
