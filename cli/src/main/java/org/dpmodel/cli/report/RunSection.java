package org.dpmodel.cli.report;

import static org.dpmodel.cli.report.Html.attribute;
import static org.dpmodel.cli.report.Html.element;
import static org.dpmodel.cli.report.Html.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.callbacks.RunRecord;
import org.dpmodel.cli.privacy.MembershipTest;
import org.dpmodel.ledger.LedgerRecord;

/**
 * The section about one run: its statement, what an attacker can achieve, the ledger's totals, and how to repeat it.
 */
final class RunSection {
    private final ReportedRun run;
    private final PrivacyStatement statement;

    RunSection(ReportedRun run) {
        this.run = run;
        this.statement = run.statement();
    }

    Html html(String id, Optional<DigitTest> digits) {
        return element(
                "section",
                attribute("id", id),
                element("h2", run.name()),
                contradictions(),
                element("h3", "Privacy statement"),
                element("pre", attribute("class", "statement"), text(statement.toText())),
                odds(),
                digits.map(DigitSection::of).orElse(Html.NOTHING),
                element("h3", "Totals of the ledger"),
                totals(),
                element("h3", "To repeat it"),
                repeat());
    }

    private Html contradictions() {
        return Html.all(run.contradictions().stream()
                .map(found -> element("p", attribute("class", "warning"), text(found)))
                .toList());
    }

    private Html odds() {
        Html title = element("h3", "What an attacker can achieve");
        if (!Double.isFinite(statement.epsilon())) {
            return title.and(element("p", "Anything: without privacy there is no bound on what an attack can reveal."));
        }
        if (!statement.unit().equals(PrivacyUnit.example())) {
            return title.and(element(
                    "p",
                    "The statement is " + statement.unit()
                            + ": what an attacker can achieve is computed only for single examples, and not shown "
                            + "here."));
        }
        MembershipTest test = MembershipTest.of(run.total());
        List<Html> items = test.sentences().stream()
                .map(sentence -> element("li", sentence.replaceAll("\\s+", " ")))
                .toList();
        Html scope = !run.account().hasEarlierOfThesePeople()
                ? Html.NOTHING
                : element(
                        "p",
                        "These bounds are about this training alone: more can be found out about anyone who is also in the data of "
                                + "earlier trainings of the weights.");
        List<String> doubts = run.doubts();
        Html qualification = doubts.isEmpty()
                ? Html.NOTHING
                : element(
                        "p",
                        attribute("class", "warning"),
                        text("These bounds hold only as far as epsilon does. " + String.join(" ", doubts)));
        String introduction = MembershipTest.introduction(statement.adjacency());
        return title.and(scope)
                .and(qualification)
                .and(element("p", introduction))
                .and(element("ul", Html.all(items)));
    }

    private Html totals() {
        String alone = run.account().earlier().isEmpty() ? "" : " of this training alone";
        HtmlTable table = new HtmlTable("Epsilon of all steps" + alone, "accountant", "epsilon", "delta");
        for (PrivacyAccountant total : run.account().totals(run.delta())) {
            // if an accountant has two bounds, the page shows the same one everywhere
            PrivacyStatement shown = total.name().equals(statement.accountant())
                    ? statement
                    : run.account().statement(total, run.delta());
            table.row(total.name(), shown.alone().displayedEpsilon(), String.valueOf(run.delta()));
        }
        HtmlTable records = new HtmlTable("");
        records.row("steps charged", Numbers.grouped(run.ledger().steps()));
        records.row("plan", withoutSampling(run.ledger().header().plan()));
        records.row("adjacency", dashed(run));
        records.row("randomness", run.ledger().header().seeded() ? "from a seed, which must stay secret" : "secure");
        run.ledger()
                .header()
                .solved()
                .ifPresent(solved -> records.row(
                        "target",
                        "epsilon " + solved.target().epsilon() + " at delta "
                                + solved.target().delta() + alone + ", for which the noise multiplier "
                                + solved.noiseMultiplier() + " was solved"));
        for (LedgerRecord.Run begun : run.account().runs()) {
            records.row(
                    "trained on",
                    run.account().datasetName(begun).orElse("data without a name in the ledger") + ", "
                            + (run.account().hasPublicSize() ? "counted as " : "")
                            + Numbers.grouped(begun.datasetSize()) + " "
                            + run.account().counted() + "; " + begun.sampler());
        }
        return table.html().and(records.html());
    }

    static String dashed(ReportedRun run) {
        return run.ledger().header().adjacency().jsonName().replace('_', '-');
    }

    private Html repeat() {
        HtmlTable table = new HtmlTable("");
        table.row("folder", run.folder().toString());
        table.row("ended", run.ending());
        Optional<RunRecord.Begin> begin = run.record().begin();
        if (begin.isEmpty()) {
            return table.html()
                    .and(element(
                            "p",
                            attribute("class", "note"),
                            text("Only the ledger of this run was kept: train with RunRecorder, as ./dpmodel "
                                    + "train --run-dir does, to show accuracy and settings here.")));
        }
        begin.get().facts().forEach(table::row);
        table.row("device", begin.get().device());
        table.row(
                "network",
                begin.get().network() + ", " + Numbers.grouped(begin.get().parameters()) + " parameters");
        begin.get().environment().forEach(table::row);
        List<String> calls = new ArrayList<>();
        for (RunRecord.Line line : run.record().lines()) {
            if (line instanceof RunRecord.Begin begun) {
                calls.add(begun.time() + " from step " + Numbers.grouped(begun.step()));
            } else if (line instanceof RunRecord.End end) {
                calls.add(end.time() + " to step " + Numbers.grouped(end.step()) + ": " + end.reason());
            }
        }
        table.row("when", String.join("; ", calls));
        return table.html();
    }

    /**
     * The plan's description ends with the sampling record's text, such as PoissonSampling[expectedBatchSize=256];
     * another row describes it in words.
     */
    private static String withoutSampling(String plan) {
        return plan.replaceFirst("; \\w+\\[[^\\[\\]]*](; public size \\d+)?$", "$1");
    }
}
