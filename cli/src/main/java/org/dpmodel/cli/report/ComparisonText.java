package org.dpmodel.cli.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A comparison as a table, with its sums in words. */
final class ComparisonText {
    private final Comparison comparison;

    ComparisonText(Comparison comparison) {
        this.comparison = comparison;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Comparison.Group group : comparison.groups()) {
            text.append(text.length() == 0 ? "" : String.format("%n%n"))
                    .append("On ")
                    .append(group.data());
            int width =
                    group.runs().stream().mapToInt(run -> run.name().length()).reduce("run".length(), Math::max);
            text.append(line(width, "run", "epsilon", "delta", "accuracy", "steps", "adjacency", "ended"));
            for (ReportedRun run : group.runs()) {
                text.append(line(
                        width,
                        run.name(),
                        run.statement().displayedEpsilon(),
                        String.valueOf(run.statement().displayedDelta()),
                        run.metric(ReportedRun.ACCURACY).isPresent()
                                ? Numbers.fraction(
                                        run.metric(ReportedRun.ACCURACY).getAsDouble())
                                : "-",
                        Numbers.grouped(run.ledger().steps()),
                        RunSection.dashed(run),
                        run.ending()));
            }
            Collection<String> notes = Comparison.caveats(group.runs());
            if (group.runs().size() > 1) {
                text.append(String.format("%n"))
                        .append(text("Together, for a person in the data of all of them", group.sum()));
                notes = group.sum()
                        .<Collection<String>>map(Comparison.Sum::notes)
                        .orElse(notes);
            }
            text.append(noted(notes));
            if (group.data().equals(Comparison.NOT_NAMED)) {
                text.append(String.format("%n"))
                        .append("Their ledgers do not name their data, so they may be about different people; the "
                                + "sum is then more than anybody pays.");
            }
        }
        if (comparison.groups().size() > 1) {
            text.append(String.format("%n%n"))
                    .append(text("All groups together, for a person in the data of each", comparison.all()))
                    .append(noted(comparison.all().map(Comparison.Sum::notes).orElse(List.of())));
        }
        return text.toString();
    }

    private static String noted(Collection<String> notes) {
        return notes.stream().map(note -> String.format("%nNote: ") + note).collect(Collectors.joining());
    }

    /** At most 80 columns wide, if names are short. */
    private static String line(int width, Object... cells) {
        return String.format(Locale.ROOT, "%n%-" + width + "s %8s %7s %8s %7s  %-17s %s", cells)
                .stripTrailing();
    }

    private static String text(String who, Optional<Comparison.Sum> sum) {
        return who + ": "
                + sum.map(ComparisonText::text)
                        .orElse("no sum, since deltas, adjacencies or units differ, or no accountant supports all "
                                + "events.");
    }

    private static String text(Comparison.Sum sum) {
        String epsilon = Double.isInfinite(sum.epsilon())
                ? "infinity"
                : new BigDecimal(sum.epsilon())
                        .setScale(4, RoundingMode.CEILING)
                        .toPlainString();
        return "epsilon = " + epsilon + " at delta = " + sum.delta() + ", by the " + sum.accountant() + " accountant"
                + (sum.earlier() == 0
                        ? "."
                        : "; " + sum.earlier() + " earlier training" + (sum.earlier() == 1 ? "" : "s")
                                + " of the weights added by simple composition, even if their folders are among "
                                + "these.");
    }
}
