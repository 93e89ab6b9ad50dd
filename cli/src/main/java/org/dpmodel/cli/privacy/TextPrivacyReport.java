package org.dpmodel.cli.privacy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.cli.options.PlanOptions;
import org.dpmodel.plan.PlannedRun;

/** Answers in words. */
final class TextPrivacyReport implements PrivacyReport {
    private final PlannedRun run;
    private final List<String> paragraphs = new ArrayList<>();

    TextPrivacyReport(PlannedRun run) {
        this.run = run;
    }

    @Override
    public void statements(List<PrivacyStatement> statements) {
        if (statements.size() > 1) {
            StringBuilder rows = new StringBuilder(String.format(Locale.ROOT, "%-12s %10s", "accountant", "epsilon"));
            for (PrivacyStatement statement : statements) {
                rows.append(String.format(
                        Locale.ROOT, "%n%-12s %10s", statement.accountant(), statement.displayedEpsilon()));
            }
            paragraphs.add(rows.toString());
        }
        paragraphs.add(statements.get(0).withNotes(notes(statements.get(0))).toText());
    }

    @Override
    public void membershipTest(MembershipTest test) {
        boolean replaced = run.plan().adjacency() == Adjacency.REPLACE_ONE;
        StringBuilder text = new StringBuilder("What that means, whatever the attack"
                + (replaced ? ", where a record is in the data or another one in its place:" : ":"));
        for (MembershipTest.Rate rate : test.rates()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n- whoever wrongly suspects %s of the people outside the data recognizes at most %s of those in it;",
                    share(rate.falsePositive()),
                    percent(rate.truePositive())));
        }
        text.append(String.format(
                Locale.ROOT,
                "%n- the two rates are never more than %s apart, where guessing has 0;%n"
                        + "- someone who already suspects that a record took part, with a probability of %s, and then sees an"
                        + " attack accuse it%n  that wrongly accuses %s of the others, may be sure of it by at most %s;%n"
                        + "  an attack that accuses more rarely can be surer.",
                percent(test.advantage()),
                share(MembershipTest.PRIOR),
                share(test.told().falsePositive()),
                percent(test.posterior())));
        paragraphs.add(text.toString());
    }

    private List<String> notes(PrivacyStatement statement) {
        List<String> notes = new ArrayList<>();
        if (run.plan().adjacency() == Adjacency.REPLACE_ONE) {
            notes.add("Under replace-one the sum moves by up to twice the clipping norm, so that a step is charged as"
                    + " half of the noise multiplier above.");
        }
        if (statement.unit().recordsPerPerson().isPresent()) {
            notes.add(
                    "It holds if the data are cut to so many records a person before training, by a rule that looks at"
                            + " neither labels nor values, as recordsPerPerson cuts them.");
        }
        return notes;
    }

    @Override
    public void solution(double targetEpsilon, List<BudgetSearch.Answer> answers) {
        StringBuilder rows = new StringBuilder("Epsilon is at most " + targetEpsilon + " with");
        for (BudgetSearch.Answer answer : answers) {
            long steps = answer.run().steps();
            rows.append(String.format(
                    Locale.ROOT,
                    "%n  %-5s noise multiplier %s, %,d steps (%,d whole epochs of %,d)",
                    answer.accountant().title(),
                    answer.run().plan().noise().noiseMultiplier(0),
                    steps,
                    steps / run.stepsPerEpoch(),
                    run.stepsPerEpoch()));
        }
        paragraphs.add(rows.toString());
    }

    @Override
    public void table(AccountantChoice accountant, BudgetTable table) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Epsilon at delta %s, %s, %s sampling, %s accountant;%nrows: noise multiplier, columns: epochs of %,d steps%n%n%8s",
                table.delta(),
                PlanOptions.dashed(run.plan().adjacency()),
                run.plan().sampling().name(),
                accountant.title(),
                run.stepsPerEpoch(),
                ""));
        table.epochs().forEach(epochs -> text.append(String.format(Locale.ROOT, "%10d", epochs)));
        for (int row = 0; row < table.noiseMultipliers().size(); row++) {
            text.append(
                    String.format(Locale.ROOT, "%n%8s", table.noiseMultipliers().get(row)));
            table.epsilons()
                    .get(row)
                    .forEach(epsilon -> text.append(String.format(Locale.ROOT, "%10s", roundedUp(epsilon, 3))));
        }
        paragraphs.add(text.toString());
    }

    /** A share that was chosen, not computed: as it is. */
    private static String share(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    private static String percent(double rate) {
        return roundedUp(100 * rate, 2) + " %";
    }

    private static String roundedUp(double value, int decimals) {
        return Double.isInfinite(value)
                ? "infinity"
                : new BigDecimal(value).setScale(decimals, RoundingMode.CEILING).toPlainString();
    }

    @Override
    public void plot(Path file) {
        paragraphs.add("Drew " + file);
    }

    @Override
    public String finish() {
        return String.join(System.lineSeparator() + System.lineSeparator(), paragraphs);
    }
}
