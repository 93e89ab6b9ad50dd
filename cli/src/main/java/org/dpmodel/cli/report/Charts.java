package org.dpmodel.cli.report;

import static org.dpmodel.cli.report.Html.attribute;
import static org.dpmodel.cli.report.Html.element;
import static org.dpmodel.cli.report.Html.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.dpmodel.callbacks.RunRecord;

/** The charts of one or several runs; a run has the same style in all of them. */
final class Charts {
    private static final String SENSITIVE_NOTE =
            "SENSITIVE: computed from private data without noise; the statement does not cover it.";

    private final List<ReportedRun> runs;
    private final boolean showSensitive;
    private final List<LineChart> charts = new ArrayList<>();

    Charts(List<ReportedRun> runs, boolean showSensitive) {
        this.runs = List.copyOf(runs);
        this.showSensitive = showSensitive;
    }

    Html section() {
        for (String metric : metrics()) {
            add(metric + " over steps", "On public data.", "step", metric, run -> metricPoints(run, metric));
        }
        add("Privacy spent over steps", scoped("Smaller is better."), "step", "epsilon", ReportedRun::epsilons);
        if (metrics().contains(ReportedRun.ACCURACY)) {
            add(
                    "Utility against privacy",
                    scoped("Each point is an epoch; up and to the left is better."),
                    "epsilon",
                    ReportedRun.ACCURACY,
                    Charts::utilityPoints);
        }
        add(
                "Clipping norm over steps",
                "Public: fixed in advance, or computed with noise that is charged.",
                "step",
                "clipping norm",
                run -> points(run, RunRecord.Epoch::clippingNorm));
        add(
                "Time of a step",
                "Mean per epoch, two digits.",
                "step",
                "milliseconds",
                run -> points(run, epoch -> OptionalDouble.of(epoch.stepMilliseconds())));
        if (showSensitive) {
            addSensitive();
        }
        List<Html> figures = new ArrayList<>();
        for (int i = 0; i < charts.size(); i++) {
            figures.add(charts.get(i).figure("chart" + i));
        }
        return element(
                "section",
                attribute("id", "charts"),
                element("h2", "Over the training"),
                sensitiveNote(),
                element("div", attribute("class", "charts"), Html.all(figures)));
    }

    /** A note on a chart of epsilons, with what they are about where that is not one training. */
    private String scoped(String note) {
        StringBuilder scoped = new StringBuilder(note);
        for (ReportedRun run : runs) {
            run.scope().ifPresent(scope -> scoped.append(' ')
                    .append(run.name())
                    .append(": ")
                    .append(scope)
                    .append('.'));
        }
        return scoped.toString();
    }

    private void addSensitive() {
        add(
                "Clipped share over steps",
                SENSITIVE_NOTE,
                "step",
                "share of clipped gradients",
                run -> points(run, epoch -> seen(epoch, RunRecord.Seen::clippedShare)));
        add(
                "Gradient norm over steps",
                SENSITIVE_NOTE,
                "step",
                "mean norm before clipping",
                run -> points(run, epoch -> seen(epoch, RunRecord.Seen::meanNorm)));
        add(
                "Training loss over steps",
                SENSITIVE_NOTE,
                "step",
                "mean loss",
                run -> points(run, epoch -> seen(epoch, seen -> OptionalDouble.of(seen.loss()))));
    }

    private Html sensitiveNote() {
        boolean recorded = runs.stream()
                .flatMap(run -> run.record().epochs().stream())
                .anyMatch(epoch -> epoch.sensitive().isPresent());
        if (showSensitive) {
            return element(
                    "p",
                    attribute("class", "warning"),
                    text(
                            recorded
                                    ? "This page shows losses and clipped shares of private data. It is as private "
                                            + "as the data: do not share it."
                                    : "No losses or clipped shares were recorded: train with --record-sensitive to "
                                            + "record them."));
        }
        return recorded
                ? element(
                        "p",
                        attribute("class", "note"),
                        text("Losses and clipped shares of private data were recorded, and are left out here."))
                : Html.NOTHING;
    }

    /** Adds a chart if any run has data for it. */
    private void add(
            String title,
            String note,
            String xTitle,
            String yTitle,
            Function<ReportedRun, List<LineChart.Point>> points) {
        List<LineChart.Series> series = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<LineChart.Point> found = points.apply(runs.get(i));
            if (!found.isEmpty()) {
                series.add(new LineChart.Series(runs.get(i).name(), i, found));
            }
        }
        if (!series.isEmpty()) {
            charts.add(new LineChart(title, note, xTitle, yTitle, !metrics().contains(yTitle), series));
        }
    }

    /** Names of all metrics, accuracy first. */
    private Set<String> metrics() {
        Set<String> names = new LinkedHashSet<>();
        runs.stream()
                .flatMap(run -> run.record().epochs().stream())
                .map(epoch -> epoch.metrics().keySet())
                .flatMap(Collection::stream)
                .sorted()
                .forEach(names::add);
        if (names.remove(ReportedRun.ACCURACY)) {
            Set<String> first = new LinkedHashSet<>(List.of(ReportedRun.ACCURACY));
            first.addAll(names);
            return first;
        }
        return names;
    }

    private static List<LineChart.Point> metricPoints(ReportedRun run, String metric) {
        return points(
                run,
                epoch -> epoch.metrics().containsKey(metric)
                        ? OptionalDouble.of(epoch.metrics().get(metric))
                        : OptionalDouble.empty());
    }

    private static List<LineChart.Point> utilityPoints(ReportedRun run) {
        if (!run.isOfOneDelta()) {
            return List.of();
        }
        return run.record().epochs().stream()
                .filter(epoch -> epoch.metrics().containsKey(ReportedRun.ACCURACY))
                .map(epoch -> new LineChart.Point(
                        run.epsilonAt(epoch), epoch.metrics().get(ReportedRun.ACCURACY)))
                .toList();
    }

    private static List<LineChart.Point> points(ReportedRun run, Function<RunRecord.Epoch, OptionalDouble> value) {
        List<LineChart.Point> points = new ArrayList<>();
        for (RunRecord.Epoch epoch : run.record().epochs()) {
            value.apply(epoch).ifPresent(y -> points.add(new LineChart.Point(epoch.step(), y)));
        }
        return points;
    }

    private static OptionalDouble seen(RunRecord.Epoch epoch, Function<RunRecord.Seen, OptionalDouble> value) {
        return epoch.sensitive().map(value).orElse(OptionalDouble.empty());
    }
}
