package org.dpmodel.accountant.risk;

import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.validation.Checks;

/**
 * A limit on what an attacker may achieve, for {@link org.dpmodel.accountant.calibration.Calibration}. Immutable.
 */
public final class RiskTarget {
    private final ToDoubleFunction<AttackRisk> reached;
    private final double limit;
    private final String text;

    private RiskTarget(ToDoubleFunction<AttackRisk> reached, double limit, String text) {
        this.reached = Objects.requireNonNull(reached, "reached");
        this.limit = limit;
        this.text = text;
    }

    /**
     * No attack has a TPR − FPR above this.
     *
     * @param advantage in (0, 1)
     * @return the target
     */
    public static RiskTarget advantage(double advantage) {
        between("advantage", advantage, 0, "pass how much better than guessing an attack may be, such as 0.1");
        return new RiskTarget(AttackRisk::advantage, advantage, "advantage " + advantage);
    }

    /**
     * No attack finds more than this fraction of the members at the given false-positive rate.
     *
     * @param truePositiveRate in (falsePositiveRate, 1)
     * @param falsePositiveRate in (0, 1)
     * @return the target
     */
    public static RiskTarget truePositiveRate(double truePositiveRate, double falsePositiveRate) {
        between("falsePositiveRate", falsePositiveRate, 0, "pass a rate such as 0.01");
        between(
                "truePositiveRate",
                truePositiveRate,
                falsePositiveRate,
                "guessing already reaches the false-positive rate: pass a larger rate");
        return new RiskTarget(
                risk -> risk.truePositiveRate(falsePositiveRate),
                truePositiveRate,
                "true-positive rate " + truePositiveRate + " at false-positive rate " + falsePositiveRate);
    }

    /**
     * An attacker who uses the model to decide who took part is wrong at least this often.
     *
     * @param bayesRisk in (0, min(prior, 1 − prior)), whose upper end is the risk without using the model
     * @param prior probability of taking part, before the attack; in (0, 1)
     * @return the target
     */
    public static RiskTarget bayesRisk(double bayesRisk, double prior) {
        between("prior", prior, 0, "pass how likely taking part is before the attack, such as 0.5");
        double blind = Math.min(prior, 1 - prior);
        if (!(bayesRisk > 0 && bayesRisk < blind)) {
            throw new IllegalArgumentException("bayesRisk must be in (0, " + blind + "), found " + bayesRisk
                    + ": guessing without the model is wrong with probability " + blind + ", pass less than that");
        }
        return new RiskTarget(
                risk -> risk.success(prior), 1 - bayesRisk, "Bayes risk " + bayesRisk + " at prior " + prior);
    }

    private static void between(String name, double value, double least, String remedy) {
        Checks.probability(name, value, remedy);
        if (!(value > least && value < 1)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s must be in (%s, 1), found %s: %s", name, least, value, remedy));
        }
    }

    /**
     * The most that attacks can achieve in the limited quantity.
     *
     * @param accountant the accountant with everything that is charged
     * @return upper bound in [0, 1]
     */
    public double reached(PrivacyAccountant accountant) {
        return reached.applyAsDouble(new AttackRisk(accountant));
    }

    /**
     * The limit.
     *
     * @return in (0, 1)
     */
    public double limit() {
        return limit;
    }

    /** In words, for reports. */
    @Override
    public String toString() {
        return text;
    }
}
