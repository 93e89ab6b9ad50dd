package org.dpmodel.accountant.risk;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.validation.Checks;

/**
 * What the best membership attack can achieve: given the released model and all other records, was this record in the
 * data? (Under replace-one: was it this record or that one?) With P and Q the distributions of what is released with
 * and without the record, and H_γ(P, Q) = sup over sets S of P(S) − γ Q(S), an accountant's delta bounds
 *
 * <pre>
 * delta(epsilon) ≥ max(H_γ(P, Q), H_γ(Q, P)),  γ = e^epsilon ≥ 1
 * </pre>
 *
 * and each number here is an exact function of that curve:
 *
 * <pre>
 * advantage                 max over attacks of TPR − FPR  =  total variation  ≤  delta(0)
 * TPR at FPR a              ≤ min over γ ≥ 1 of  delta(ln γ) + γ a        and  1 − (1 − delta(ln γ) − a) / γ
 * success at prior p ≤ 1/2  max over attacks of p TPR + (1 − p) (1 − FPR)  ≤  1 − p + p delta(ln((1 − p) / p))
 * </pre>
 *
 * and the last for p &gt; 1/2 with p and 1 − p exchanged. The second is Dong, Roth and Su 2022 (arXiv 1905.02383,
 * Proposition 6), the first and the relation between them Kulynych, Gomez, Kaissis, Calmon and Troncoso 2024 (arXiv
 * 2407.02191), the third the Bayes risk as an f-divergence (Österreicher and Vajda 1993): the test that decides "member"
 * if p P &gt; (1 − p) Q.
 *
 * <p>Results are upper bounds on what any attack achieves, whatever its method and computing power. Caches its results;
 * for one thread.
 */
public final class AttackRisk {
    private final PrivacyAccountant accountant;
    /** A search needs dozens of queries to the accountant, each of which may be an integration. */
    private final Map<Double, Double> truePositiveRates = new HashMap<>();

    private OptionalDouble advantage = OptionalDouble.empty();

    /**
     * The risk of a ledger.
     *
     * @param accountant the accountant; its ledger is read now, later changes do not matter
     */
    public AttackRisk(PrivacyAccountant accountant) {
        this.accountant = Objects.requireNonNull(accountant, "accountant").copy();
    }

    /**
     * How much better than guessing any attack can be: the largest TPR − FPR.
     *
     * @return upper bound in [0, 1]
     */
    public double advantage() {
        if (advantage.isEmpty()) {
            advantage = OptionalDouble.of(accountant.delta(0));
        }
        return advantage.getAsDouble();
    }

    /**
     * The true-positive rate that no attack exceeds.
     *
     * @param falsePositiveRate fraction of non-members classified as members, in [0, 1]
     * @return upper bound on the fraction of members that are found, in [falsePositiveRate, 1]
     */
    public double truePositiveRate(double falsePositiveRate) {
        Checks.probability("falsePositiveRate", falsePositiveRate, "pass a rate such as 0.001");
        if (falsePositiveRate == 0) {
            return accountant.delta(Double.POSITIVE_INFINITY);
        }
        return truePositiveRates.computeIfAbsent(
                falsePositiveRate, rate -> new RateSearch(accountant, rate, advantage()).truePositiveRate());
    }

    /**
     * How often an attacker is right who, given the model, decides for each suspected record whether it took part.
     *
     * @param prior probability of taking part, before the attack; in [0, 1]
     * @return upper bound in [max(prior, 1 − prior), 1]
     */
    public double success(double prior) {
        checkPrior(prior);
        double less = Math.min(prior, 1 - prior);
        double more = 1 - less;
        if (less == 0) {
            return 1;
        }
        // one rounding of the quotient and one of the logarithm, both to the safe side
        double epsilon = Math.max(0, Math.log(more / less) * (1 - 1e-15) - 1e-15);
        return Math.min(1, (more + less * accountant.delta(epsilon)) * (1 + 1e-15));
    }

    /**
     * How often even the best attack is wrong: its Bayes risk.
     *
     * @param prior probability of taking part, before the attack; in [0, 1]
     * @return lower bound in [0, 1/2]
     */
    public double bayesRisk(double prior) {
        return 1 - success(prior);
    }

    /**
     * The confidence of someone who already suspected a record, when an attack with a low false-positive rate accuses
     * it:
     *
     * <pre>
     * p TPR / (p TPR + (1 − p) FPR)
     * </pre>
     *
     * which grows with the true-positive rate. An attack with a higher false-positive rate gives less confidence.
     *
     * @param prior probability of taking part, before the accusation; in [0, 1]
     * @param falsePositiveRate fraction of non-members that the attack accuses, in (0, 1]
     * @return upper bound on the probability of taking part after the accusation, in [prior, 1]
     */
    public double posterior(double prior, double falsePositiveRate) {
        checkPrior(prior);
        Checks.positiveProbability("falsePositiveRate", falsePositiveRate, "pass a rate such as 0.001");
        double right = prior * truePositiveRate(falsePositiveRate);
        return right == 0 ? 0 : Math.max(prior, right / (right + (1 - prior) * falsePositiveRate));
    }

    private static void checkPrior(double prior) {
        Checks.probability("prior", prior, "pass how likely it is before the attack, such as 0.5");
    }
}
