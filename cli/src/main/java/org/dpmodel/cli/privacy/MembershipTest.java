package org.dpmodel.cli.privacy;

import java.util.List;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.risk.AttackRisk;
import org.dpmodel.plan.PlannedRun;

/**
 * What the best attack on membership can reach, as a picture of epsilon and delta.
 *
 * @param advantage the largest true-positive rate − false-positive rate
 * @param rates what is found at some false-positive rates
 * @param posterior how sure somebody may be after an accusation at the last of them who suspected by {@link #PRIOR} before
 */
record MembershipTest(double advantage, List<Rate> rates, double posterior) {
    /** How sure the person is who "already suspects", before looking at the model. */
    static final double PRIOR = 0.1;

    private static final List<Double> FALSE_POSITIVE_RATES = List.of(0.001, 0.01);

    /**
     * A point of the trade-off.
     *
     * @param falsePositive share of non-members that the attack suspects
     * @param truePositive share of members that any such attack recognizes, at most
     */
    record Rate(double falsePositive, double truePositive) {}

    MembershipTest {
        rates = List.copyOf(rates);
    }

    static MembershipTest of(AccountantChoice choice, PlannedRun run) {
        Adjacency adjacency = run.plan().adjacency();
        PrivacyAccountant accountant = choice.empty(adjacency).get();
        accountant.compose(run.event());
        AttackRisk risk = new AttackRisk(accountant);
        List<Rate> rates = FALSE_POSITIVE_RATES.stream()
                .map(rate -> new Rate(rate, risk.truePositiveRate(rate)))
                .toList();
        return new MembershipTest(risk.advantage(), rates, risk.posterior(PRIOR, last()));
    }

    /** The point that is told first. */
    Rate told() {
        return rates.get(rates.size() - 1);
    }

    private static double last() {
        return FALSE_POSITIVE_RATES.get(FALSE_POSITIVE_RATES.size() - 1);
    }
}
