package org.dpmodel.cli.privacy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.cli.options.PlanOptions;
import org.dpmodel.plan.PlannedRun;

/** The report in words. */
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
        StringBuilder text =
                new StringBuilder(MembershipTest.introduction(run.plan().adjacency()));
        test.sentences()
                .forEach(sentence ->
                        text.append(System.lineSeparator()).append("- ").append(sentence));
        paragraphs.add(text.toString());
    }

    private List<String> notes(PrivacyStatement statement) {
        List<String> notes = new ArrayList<>();
        if (run.plan().adjacency() == Adjacency.REPLACE_ONE) {
            notes.add("Under replace-one the sum moves by up to twice the clipping norm, so a step is charged at "
                    + "half the noise multiplier above.");
        }
        if (statement.unit().recordsPerPerson().isPresent()) {
            notes.add("It holds if the data are limited to that many records per person before training, by a rule "
                    + "that looks at neither labels nor values, as recordsPerPerson does.");
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
                    .forEach(epsilon -> text.append(String.format(Locale.ROOT, "%10s", Rounded.up(epsilon, 3))));
        }
        paragraphs.add(text.toString());
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
