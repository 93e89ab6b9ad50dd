package org.dpmodel.cli.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callbacks.RunRecord;
import org.dpmodel.cli.Execution;
import org.dpmodel.ledger.Ledger;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerHeader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a page says what ledger, statement and history say, of whole, broken and bare runs. */
class ReportTest {
    private static final String LEDGER = "ledger.jsonl";
    private static final String SEED = "7219034";

    @TempDir
    static Path runs;

    @TempDir
    Path folder;

    private static Path run;
    private static Execution training;

    @BeforeAll
    static void train() {
        run = runs.resolve("first <b>&\"run'");
        training = TrainedRuns.train(run, "--record-sensitive", "--seed", SEED);
    }

    private String report(Path... of) throws IOException {
        return reportWith(List.of(), of);
    }

    private String reportWith(List<String> options, Path... of) throws IOException {
        Path page = folder.resolve("page.html");
        List<String> arguments = new ArrayList<>(List.of("report", "-o", page.toString()));
        Arrays.stream(of).map(Path::toString).forEach(arguments::add);
        arguments.addAll(options);
        Execution.of(arguments.toArray(String[]::new)).succeeds();
        return Files.readString(page);
    }

    private static void assertHas(String page, String... wanted) {
        for (String words : wanted) {
            assertTrue(page.contains(words), () -> "no '" + words + "' in\n" + page);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Test
    void numbersAreThoseOfLedgerStatementAndHistory() throws IOException {
        String page = report(run);
        ReportedRun read = ReportedRun.read("run", run);
        PrivacyStatement saved = read.checkpoint().orElseThrow().statement().orElseThrow();
        assertEquals(saved, read.statement());
        assertEquals(saved.epsilon(), read.total().epsilon(1e-5), 1e-3 * saved.epsilon());
        String epsilon = training.wordAfter("Differentially private with epsilon = ");
        assertEquals(epsilon, saved.displayedEpsilon());
        assertFalse(page.contains("PoissonSampling["), "what code writes is no text for people");
        assertHas(page, escaped(saved.toText()), "<td><span class=\"word\">" + epsilon + "</span></td>");
        for (RunRecord.Epoch epoch : read.record().epochs()) {
            double accuracy = epoch.metrics().get("Accuracy");
            assertHas(
                    page,
                    ">" + Numbers.digits(accuracy) + "</span>",
                    ">" + Numbers.digits(epoch.epsilon()) + "</span>");
        }
        String last =
                training.after("============== Accuracy: ").replace(" ", "").replace("=", "");
        assertHas(page, ">" + last + "</span>", ">20</span>", "600 examples");
        assertEquals(2, read.record().epochs().size());
        assertEquals(TrainedRuns.STEPS, read.ledger().steps());
    }

    /** Seen to fail when the sheet called the number of training examples public whatever the plan said. */
    @Test
    @Tag("slow")
    void aPublicSizeIsNotTakenForTheNumberOfExamples() throws IOException {
        Path sized = folder.resolve("sized");
        TrainedRuns.train(sized, "--public-size", "500");
        String page = report(sized);
        assertHas(
                page,
                "the 500 examples that probability and steps were fixed for, not how many there were",
                "counted as 500 examples");
        assertFalse(page.contains("the number of training examples"), "the size is called public");
        assertFalse(page.contains("PoissonSampling["), "what code writes is no text for people");
        assertHas(report(run), "the number of training examples");
    }

    @Test
    void namesAreEscaped_andNothingIsFetched() throws IOException {
        String page = report(run);
        assertFalse(page.contains("first <b>"), "a name became markup");
        assertHas(page, "first &lt;b&gt;&amp;&quot;run&#39;", "Content-Security-Policy", "default-src 'none'");
        assertFalse(page.contains("://"), "an address of another place");
        assertFalse(page.contains("{{"), "a place of the template is open");
    }

    @Test
    void aSeedStaysSecret() throws IOException {
        String page = report(run);
        assertFalse(page.contains(SEED), "the seed is in the page");
        assertFalse(Files.readString(run.resolve(RunRecord.HISTORY)).contains(SEED));
        assertHas(page, "--seed SECRET", "from a SEED, so not private unless it stays secret");
    }

    @Test
    void sensitiveNumbersAreLeftOutUnlessAskedFor() throws IOException {
        String page = report(run);
        assertFalse(page.contains("Training loss") || page.contains("SENSITIVE"), page);
        assertHas(page, "were recorded, and are left out here");
        String revealing = reportWith(List.of("--show-sensitive"), run);
        assertHas(
                revealing,
                "Training loss over steps",
                "Clipped share over steps",
                "SENSITIVE",
                "as private as the data");
    }

    @Test
    @Tag("slow")
    void theModelIsTestedWhereDataIsGiven() throws IOException {
        assertFalse(report(run).contains("Confusion matrix"));
        String page = reportWith(List.of("--data", "synthetic", "--test-examples", "200"), run);
        String accuracy = Execution.of("evaluate", run.resolve(RunRecord.MODEL).toString(), "--test-examples", "200")
                .succeeds()
                .wordAfter("============== Accuracy: ");
        assertHas(
                page,
                "Confusion matrix",
                "of 200 digits are classified correctly, accuracy " + accuracy,
                "data:image/png;base64,");
    }

    @Test
    void aRunWithoutHistoryIsTakenFromItsLedger() throws IOException {
        Path bare = TrainedRuns.copy(run, folder.resolve("bare"), LEDGER);
        String page = report(bare);
        ReportedRun read = ReportedRun.read("bare", bare);
        assertIsOf(run, read);
        assertEquals(TrainedRuns.STEPS, read.statement().steps());
        assertTrue(read.statement().seeded());
        List<LineChart.Point> curve = read.epsilons();
        assertEquals(new LineChart.Point(TrainedRuns.STEPS, read.statement().epsilon()), curve.get(curve.size() - 1));
        assertTrue(curve.size() > 10 && curve.get(0).y() < curve.get(5).y(), curve.toString());
        assertHas(page, "Only the ledger of this run was kept", "not recorded", "Privacy spent over steps");
        assertFalse(page.contains("Accuracy over steps"), page);
    }

    @Test
    void aRunThatWasNotBegunSaysSo() throws IOException {
        Path empty = folder.resolve("empty");
        Ledger.create(empty.resolve(LEDGER), LedgerHeader.of("a plan", Adjacency.REPLACE_ONE, false))
                .close();
        String page = report(empty);
        assertHas(page, "epsilon = 0.0000", "none: not trained", "replace-one", ">0</span>");
    }

    /** Also one that kept nothing but its ledger, as a search of one's own may. */
    @Test
    void aRunOfASearchIsNotPricedAlone() throws IOException {
        Path one = folder.resolve("one");
        LedgerHeader header = new LedgerHeader(
                "a plan",
                Adjacency.ADD_OR_REMOVE_ONE,
                false,
                Optional.empty(),
                Optional.of("best of geometric:0.2 runs"),
                Optional.empty(),
                Optional.empty());
        Ledger.create(one.resolve(LEDGER), header).close();
        String page = folder.resolve("one.html").toString();
        Execution.of("report", one.toString(), "-o", page).fails("one run of a search");
        Execution.of("compare", one.toString(), run.toString()).fails("one run of a search");
    }

    @Test
    void aBrokenRunIsChargedToItsLastStep() throws IOException {
        Path broken = TrainedRuns.copy(run, folder.resolve("broken"), LEDGER, RunRecord.HISTORY);
        // the begin and the first of the two epochs
        TrainedRuns.cut(broken.resolve(RunRecord.HISTORY), 2);
        String page = report(broken);
        ReportedRun read = ReportedRun.read("broken", broken);
        assertEquals(TrainedRuns.STEPS, read.statement().steps());
        List<LineChart.Point> curve = read.epsilons();
        assertEquals(List.of(10.0, 20.0), curve.stream().map(LineChart.Point::x).toList());
        assertEquals(read.statement().epsilon(), curve.get(1).y());
        assertIsOf(run, read);
        assertHas(page, "still running, or interrupted");
        assertEquals(List.of(), read.contradictions());
    }

    @Test
    @Tag("slow")
    void aLedgerThatWasPutBackIsNoticed() throws IOException {
        Path back = TrainedRuns.copy(run, folder.resolve("back"), LEDGER, RunRecord.HISTORY, RunRecord.MODEL);
        TrainedRuns.cut(back.resolve(LEDGER), TrainedRuns.lines(back.resolve(LEDGER)) - 1);
        String page = report(back);
        assertHas(page, "The history has 20 steps, the ledger only 19", "has seen 20 steps, more than the ledger");
        assertHas(page, "NOT ALL AGREES");
    }

    @Test
    void aModelThatPromisesLessThanTheLedgerIsNotBelieved() throws IOException {
        Path other = folder.resolve("noisier");
        TrainedRuns.train(other, "--noise-multiplier", "5", "--seed", SEED);
        Path mixed = TrainedRuns.copy(run, folder.resolve("mixed"), LEDGER);
        TrainedRuns.copy(other, mixed, RunRecord.MODEL);
        ReportedRun read = ReportedRun.read("mixed", mixed);
        assertTrue(ReportedRun.read("noisier", other).statement().epsilon()
                < 0.5 * read.statement().epsilon());
        assertIsOf(run, read);
    }

    /** How a privacy loss distribution is rounded follows how often it was asked, so bounds on one ledger differ a little. */
    private static void assertIsOf(Path folder, ReportedRun found) throws IOException {
        double whole = ReportedRun.read("run", folder).statement().epsilon();
        assertEquals(whole, found.statement().epsilon(), 1e-3 * whole);
    }

    @Test
    @Tag("slow")
    void severalRunsShareTheCharts() throws IOException {
        Path second = folder.resolve("second");
        TrainedRuns.train(second, "--noise-multiplier", "4", "--delta", "1e-6");
        String page = report(run, second);
        assertHas(page, "2 runs", "Utility against privacy", "class=\"legend\"", "different deltas or adjacencies");
        assertHas(page, "id=\"sheet0\"", "id=\"sheet1\"", "Costs of runs on the same people add up");
        ReportedRun read = ReportedRun.read("second", second);
        assertHas(page, ">" + read.statement().displayedEpsilon() + "</span>");
        assertEquals(1e-6, read.delta());
    }

    @Test
    void aRunWithoutPrivacyPromisesNothing() throws IOException {
        Path open = folder.resolve("open");
        TrainedRuns.train(open, "--without-privacy");
        String page = report(open);
        assertHas(page, "NOT PRIVATE: epsilon = infinity", "Anything: without privacy", "No bound.", "Nowhere.");
        assertEquals(
                List.of(Double.POSITIVE_INFINITY),
                ReportedRun.read("open", open).epsilons().stream()
                        .map(LineChart.Point::y)
                        .distinct()
                        .toList());
    }

    @Test
    void wrongFoldersAreRefused() {
        Path none = folder.resolve("none");
        Execution.of("report", none.toString()).fails("none must be the folder of a run", "--run-dir");
        Execution.of(
                        "report",
                        run.toString(),
                        run.resolve("..").resolve(run.getFileName()).toString())
                .isUsageError("is named twice");
        Execution.of("report").isUsageError("RUN");
        Execution.of("train", "--record-sensitive").isUsageError("--record-sensitive needs --run-dir");
    }

    /** A page is replaced; what a run has spent is not. */
    @Test
    @Tag("slow")
    void aReportNeverReplacesWhatARunKeeps() throws IOException {
        report(run);
        report(run);
        for (String kept : List.of(LEDGER, "training-state.bin", RunRecord.HISTORY, RunRecord.MODEL)) {
            byte[] before = Files.readAllBytes(run.resolve(kept));
            Execution.of(
                            "report",
                            run.toString(),
                            "-o",
                            run.resolve(".").resolve(kept).toString())
                    .isUsageError("would be replaced");
            assertArrayEquals(before, Files.readAllBytes(run.resolve(kept)));
        }
    }

    @Test
    void dataNeedsAModel() throws IOException {
        Path bare = TrainedRuns.copy(run, folder.resolve("bare"), LEDGER);
        Execution tried = Execution.of("report", bare.toString(), "--data", "synthetic", "--test-examples", "100");
        assertEquals(2, tried.exitCode(), tried.out());
        assertTrue(tried.err().contains("--data needs the model of each run"), tried.err());
        assertEquals(TrainedRuns.STEPS, LedgerContent.read(bare.resolve(LEDGER)).steps());
    }
}
