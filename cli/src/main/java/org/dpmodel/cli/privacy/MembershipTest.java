package org.dpmodel.cli.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.risk.AttackRisk;
import org.dpmodel.plan.PlannedRun;

/**
 * What the best membership attack can achieve, as an illustration of epsilon and delta.
 *
 * @param advantage the largest true-positive rate − false-positive rate
 * @param rates bounds at some false-positive rates
 * @param posterior how sure somebody may be after an accusation at the last of them who suspected by {@link #PRIOR} before
 */
public record MembershipTest(double advantage, List<Rate> rates, double posterior) {
    /** The prior belief of someone who "already suspects", before looking at the model. */
    static final double PRIOR = 0.1;

    private static final List<Double> FALSE_POSITIVE_RATES = List.of(0.001, 0.01);

    /**
     * A point of the trade-off.
     *
     * @param falsePositive fraction of non-members that the attack suspects
     * @param truePositive upper bound on the fraction of members that any such attack recognizes
     */
    public record Rate(double falsePositive, double truePositive) {}

    /** Copies the list. */
    public MembershipTest {
        rates = List.copyOf(rates);
    }

    static MembershipTest of(AccountantChoice choice, PlannedRun run) {
        Adjacency adjacency = run.plan().adjacency();
        PrivacyAccountant accountant = choice.empty(adjacency).get();
        accountant.compose(run.event());
        return of(accountant);
    }

    /**
     * The bounds for what was charged.
     *
     * @param accountant contains everything that was charged
     * @return upper bounds on what any attack achieves
     */
    public static MembershipTest of(PrivacyAccountant accountant) {
        AttackRisk risk = new AttackRisk(accountant);
        List<Rate> rates = FALSE_POSITIVE_RATES.stream()
                .map(rate -> new Rate(rate, risk.truePositiveRate(rate)))
                .toList();
        return new MembershipTest(risk.advantage(), rates, risk.posterior(PRIOR, last()));
    }

    /** The point that is reported first. */
    Rate shownFirst() {
        return rates.get(rates.size() - 1);
    }

    private static double last() {
        return FALSE_POSITIVE_RATES.get(FALSE_POSITIVE_RATES.size() - 1);
    }

    /**
     * The beginning of the sentence that {@link #sentences} end.
     *
     * @param adjacency which datasets are compared
     * @return words that end with a colon
     */
    public static String introduction(Adjacency adjacency) {
        return "What that means, whatever the attack"
                + (adjacency == Adjacency.REPLACE_ONE
                        ? ", where a record is in the data or another one in its place:"
                        : ":");
    }

    /**
     * The numbers in words.
     *
     * @return clauses, for a list
     */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        for (Rate rate : rates) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "an attack that wrongly suspects %s of the people outside the data recognizes at most %s of "
                            + "those in it;",
                    Rounded.share(rate.falsePositive()),
                    Rounded.percent(rate.truePositive())));
        }
        sentences.add(String.format(
                Locale.ROOT, "the two rates differ by at most %s, and by 0 for guessing;", Rounded.percent(advantage)));
        sentences.add(String.format(
                Locale.ROOT,
                "someone who already suspects that a record took part, with a probability of %s, and then sees an"
                        + " attack accuse it%n  that wrongly accuses %s of the others, may be sure of it by at most %s;%n"
                        + "  an attack that accuses more rarely can be surer.",
                Rounded.share(PRIOR),
                Rounded.share(shownFirst().falsePositive()),
                Rounded.percent(posterior)));
        return sentences;
    }
}
