package org.dpmodel.cli.report;

import static org.dpmodel.cli.report.Html.attribute;
import static org.dpmodel.cli.report.Html.element;
import static org.dpmodel.cli.report.Html.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole page: the template in this package's resources with its placeholders filled. It needs no other file and no
 * network.
 */
final class ReportPage {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private final List<ReportedRun> runs;
    private final Map<ReportedRun, DigitTest> digits;
    private final boolean showSensitive;

    ReportPage(List<ReportedRun> runs, Map<ReportedRun, DigitTest> digits, boolean showSensitive) {
        this.runs = List.copyOf(runs);
        this.digits = Map.copyOf(digits);
        this.showSensitive = showSensitive;
    }

    /**
     * Fills the template.
     *
     * @param time when the page is created
     */
    String html(String time) {
        String version = runs.get(0).statement().libraryVersion();
        Map<String, Html> places = new LinkedHashMap<>();
        places.put("title", text(title()));
        places.put("style", resource("report.css"));
        places.put("script", resource("report.js"));
        places.put("made", text("Made by DPModel " + version + ", " + time));
        places.put("navigation", navigation());
        places.put("overview", overview());
        places.put("charts", new Charts(runs, showSensitive).section());
        places.put("runs", each((run, i) -> new RunSection(run).html("run" + i, digitsOf(run))));
        places.put("sheets", each((run, i) -> new OfficerSheet(run, digitsOf(run)).html("sheet" + i)));
        Matcher matcher = PLACE.matcher(resource("report.html").toString());
        return matcher.replaceAll(
                place -> Matcher.quoteReplacement(places.get(place.group(1)).toString()));
    }

    private Optional<DigitTest> digitsOf(ReportedRun run) {
        return Optional.ofNullable(digits.get(run));
    }

    private String title() {
        return runs.size() == 1
                ? "Private training: " + runs.get(0).name()
                : "Private training: " + runs.size() + " runs";
    }

    /** Creates something from a run and its index. */
    private interface Piece {
        Html of(ReportedRun run, int index);
    }

    private Html each(Piece piece) {
        List<Html> all = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            all.add(piece.of(runs.get(i), i));
        }
        return Html.all(all);
    }

    private Html navigation() {
        Html fixed = link("overview", "Overview").and(link("charts", "Charts"));
        return fixed.and(each((run, i) -> link("run" + i, run.name())))
                .and(each((run, i) -> link(
                        "sheet" + i, runs.size() == 1 ? "For the privacy officer" : "For the officer: " + run.name())));
    }

    private static Html link(String id, String words) {
        return element("li", element("a", attribute("href", "#" + id), text(words)));
    }

    private Html overview() {
        HtmlTable table = new HtmlTable(
                "Runs", "run", "epsilon", "delta", "adjacency", "accuracy", "steps", "trained on", "ended");
        for (ReportedRun run : runs) {
            table.row(
                    run.name(),
                    run.statement().displayedEpsilon(),
                    String.valueOf(run.statement().displayedDelta()),
                    RunSection.dashed(run),
                    run.metric(ReportedRun.ACCURACY).isPresent()
                            ? Numbers.fraction(run.metric(ReportedRun.ACCURACY).getAsDouble())
                            : "not recorded",
                    Numbers.grouped(run.ledger().steps()),
                    run.dataset().orElse("not named") + ", " + Numbers.grouped(run.datasetSize()) + " "
                            + run.account().counted(),
                    run.ending());
        }
        Html warning = isComparable(run -> run.statement().displayedDelta())
                        && isComparable(run -> run.ledger().header().adjacency())
                ? Html.NOTHING
                : element(
                        "p",
                        attribute("class", "warning"),
                        text("These runs have different deltas or adjacencies: their epsilons cannot be compared."));
        return element(
                "section", attribute("id", "overview"), element("h2", "Overview"), warning, table.html(), several());
    }

    private boolean isComparable(Function<ReportedRun, Object> value) {
        return runs.stream().map(value).distinct().count() <= 1;
    }

    private Html several() {
        return runs.size() == 1
                ? Html.NOTHING
                : element(
                        "p",
                        attribute("class", "note"),
                        text("Costs of runs on the same people add up, also if you choose one of them: ./dpmodel "
                                + "compare computes the sum."));
    }

    private static Html resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            return Html.ofResource(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of this program (" + e + "): build it anew", e);
        }
    }
}
