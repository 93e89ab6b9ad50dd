package org.dpmodel.cli.train;

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
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.cli.Execution;
import org.dpmodel.cli.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The best of several runs is released at the price of the whole choice, whatever happens on the way. */
@Tag("slow")
class TuneTest {
    private static final RunCount COUNT = RunCount.parse("geometric:0.4");
    private static final List<String> DIGITS = List.of(
            "--model", "mlp", "--examples", "300", "--test-examples", "100", "--batch-size", "30", "--epochs", "2");

    @TempDir
    Path folder;

    private Execution tune(String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("tune", "--tune-dir", folder.resolve("choice").toString()));
        arguments.addAll(Arrays.asList(options));
        return Execution.of(arguments.toArray(String[]::new));
    }

    private static List<String> with(List<String> options, String... more) {
        return Stream.concat(options.stream(), Stream.of(more)).toList();
    }

    /** A choice of several runs, whose number does not depend on the machine. */
    private Choice begin(String validation, List<String> options) throws IOException {
        for (long seed = 0; ; seed++) {
            if (COUNT.draw(new SplittableRandom(seed)) == 2) {
                return Choice.begin(
                        folder.resolve("choice"),
                        COUNT,
                        validation,
                        Optional.empty(),
                        options,
                        new SplittableRandom(seed));
            }
        }
    }

    private static double epsilon(DpEvent run) {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(COUNT.bestOf(run));
        return accountant.epsilon(1e-5);
    }

    private static DpEvent steps(int size, int batch, int steps) {
        return new DpEvent.Gaussian(1.0).poissonSampled((double) batch / size).times(steps);
    }

    @Test
    void theBestOfAllRunsHasThePriceOfTheChoice() throws IOException {
        Choice begun = begin("public", with(DIGITS, "--learning-rate", "0.1,0.5", "--clipping-norm=0.1,0.3"));
        Execution done = tune("--resume").succeeds();
        Path best = folder.resolve("choice/best.onnx");
        Checkpoint saved = Checkpoint.read(best);
        PrivacyStatement statement = saved.statement().orElseThrow();
        assertEquals(epsilon(steps(300, 30, 20)), statement.epsilon(), 1e-9);
        assertEquals("PLD, best of geometric:0.4 runs", statement.accountant());
        assertTrue(statement.toText().contains("the cost of a whole search"), statement.toText());
        assertTrue(statement.toText().contains("4 candidates"), statement.toText());
        assertTrue(done.out().contains(statement.toText()), done.out());
        Choice choice = Choice.read(folder.resolve("choice"));
        assertEquals(2, choice.ended());
        int winner = choice.best().orElseThrow();
        assertTrue(choice.score(winner) >= choice.score(1 - winner));
        assertFalse(Files.exists(begun.folder(0)) || Files.exists(begun.folder(1)), "runs are left");
        tune("--resume").fails("is finished", "another --tune-dir");
        assertTrue(Execution.of("evaluate", best.toString(), "--test-examples", "100")
                .succeeds()
                .out()
                .contains(statement.displayedEpsilon()));
    }

    /** Nothing that is printed or written on the way is about a run alone. */
    @Test
    void noRunSaysWhatItCostAlone() throws IOException {
        begin("public", DIGITS);
        Execution done = tune("--resume", "--keep-runs").succeeds();
        PrivacyAccountant single = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        single.compose(steps(300, 30, 20));
        String alone = PrivacyStatement.of(single, 1e-5, "", "", 20).displayedEpsilon();
        assertFalse(done.out().contains("epsilon " + alone) || done.out().contains("epsilon = " + alone), done.out());
        Execution.of(
                        "report",
                        folder.resolve("choice/run-1").toString(),
                        "-o",
                        folder.resolve("r.html").toString())
                .fails("one run of a search");
        Path run = folder.resolve("choice/run-1/model.onnx");
        assertEquals(
                epsilon(steps(300, 30, 20)),
                Checkpoint.read(run).statement().orElseThrow().epsilon(),
                1e-9);
    }

    /** Seen to fail when beginning again drew the number anew, and when a choice without a run was no choice. */
    @Test
    void whatWasDrawnStaysDrawn() throws IOException {
        Choice first = begin("public", DIGITS);
        for (long seed = 0; seed < 20; seed++) {
            Choice again = Choice.begin(
                    folder.resolve("choice"), COUNT, "public", Optional.empty(), DIGITS, new SplittableRandom(seed));
            assertEquals(first.runs(), again.runs());
        }
        Path none = folder.resolve("none");
        RunCount poisson = RunCount.parse("poisson:1e-9");
        Choice.begin(none, poisson, "public", Optional.empty(), DIGITS, new SplittableRandom(1))
                .done(Path.of(""));
        assertTrue(Choice.isBegun(none), "a choice without a run is made");
        Files.delete(folder.resolve("choice/choice.json"));
        Files.createDirectories(folder.resolve("choice/run-1"));
        tune(with(DIGITS, "--validation", "public").toArray(String[]::new)).fails("choice.json", "another --tune-dir");
    }

    /**
     * Seen to fail: a process that continued a choice while another one made it scored its runs a second time, with noise of its own,
     * and both released a best one.
     */
    @Test
    @SuppressWarnings("try") // The lock is there to be held.
    void twoProcessesDoNotMakeOneChoice() throws IOException {
        begin("public", DIGITS);
        try (ChoiceLock held = ChoiceLock.of(folder.resolve("choice"))) {
            tune("--resume").fails("another process", "wait until it ends");
            tune(with(DIGITS, "--validation", "public").toArray(String[]::new)).fails("another process");
        }
        assertEquals(0, Choice.read(folder.resolve("choice")).ended());
        tune("--resume").succeeds();
    }

    /** A score that is not finite loses, also behind a restart, where JSON would have made it 0. */
    @Test
    void aScoreThatIsNotFiniteLoses() throws IOException {
        Choice choice = begin("public", DIGITS);
        choice.ended(Double.NaN);
        choice.ended(-3);
        assertEquals(1, Choice.read(folder.resolve("choice")).best().orElseThrow());
    }

    /** Each interruption of such a run is charged; seen to fail, by a statement of another run's price. */
    @Test
    void samplingsThatAreChargedAnewAreRefused() throws IOException {
        begin("public", with(DIGITS, "--sampling", "cyclic:3"));
        tune("--resume").fails("cyclic", "--sampling poisson");
    }

    /** The noise is solved for the choice: more than a run alone would need. */
    @Test
    void aTargetIsTheWholeChoices() throws IOException {
        begin("public", with(DIGITS, "--target-epsilon", "4"));
        tune("--resume").succeeds();
        PrivacyStatement statement =
                Checkpoint.read(folder.resolve("choice/best.onnx")).statement().orElseThrow();
        assertTrue(statement.epsilon() <= 4 && statement.epsilon() > 3.9, statement.toText());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: processes are killed on Linux only")
    void aKilledChoiceGoesOnWhereItStoodAtTheSamePrice() throws IOException, InterruptedException {
        List<String> longer = new ArrayList<>(DIGITS);
        longer.set(longer.size() - 1, "20");
        begin("public", with(longer, "--learning-rate", "0.1,0.5", "--save-state-every", "7"));
        Path ledger = folder.resolve("choice/run-1/ledger.jsonl");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "tune",
                        "--tune-dir",
                        folder.resolve("choice").toString(),
                        "--resume"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        try {
            while (process.isAlive()
                    && (!Files.exists(ledger) || Files.readAllLines(ledger).size() < 15)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        Choice killed = Choice.read(folder.resolve("choice"));
        assertTrue(killed.ended() < 2 && killed.cost().isPresent(), Files.readString(folder.resolve("output.txt")));
        String refused = tune("--validation", "public").err();
        assertTrue(refused.contains("already contains a search"), refused);
        Execution done = tune("--resume").succeeds();
        assertTrue(done.out().contains("resumed      at step "), done.out());
        PrivacyStatement statement =
                Checkpoint.read(folder.resolve("choice/best.onnx")).statement().orElseThrow();
        assertEquals(epsilon(steps(300, 30, 200)), statement.epsilon(), 1e-9);
        assertEquals(200, statement.steps());
    }

    private List<String> table() throws IOException {
        Random random = new Random(4);
        StringBuilder rows = new StringBuilder("who,age,ill\n");
        for (int i = 0; i < 400; i++) {
            int age = random.nextInt(100);
            rows.append(i % 200).append(',').append(age).append(age < 50 ? ",0\n" : ",1\n");
        }
        Path csv = Files.writeString(folder.resolve("visits.csv"), rows);
        Path schema = Files.writeString(folder.resolve("visits.json"), """
                {"columns": [{"name": "age", "kind": "number", "min": 0, "max": 100}],
                 "target": {"name": "ill", "kind": "classes", "classes": {"no": ["0"], "yes": ["1"]}},
                 "ignored": ["who"]}
                """);
        return List.of(
                "--data",
                csv.toString(),
                "--schema",
                schema.toString(),
                "--batch-size",
                "40",
                "--epochs",
                "2",
                "--learning-rate",
                "0.1,0.5");
    }

    @Test
    void aScoreOnPrivateRowsIsNoisyAndChargedInEachRun() throws IOException {
        begin("private:5", table());
        Execution done = tune("--resume").succeeds();
        DpEvent run = Choice.read(folder.resolve("choice")).cost().orElseThrow();
        PrivacyStatement statement =
                Checkpoint.read(folder.resolve("choice/best.onnx")).statement().orElseThrow();
        assertTrue(run.toString().contains("Gaussian[noiseMultiplier=5.0]"), run.toString());
        assertEquals(epsilon(run), statement.epsilon(), 1e-9);
        assertFalse(done.out().contains("Exact results on the held-out examples"), done.out());
        Choice choice = Choice.read(folder.resolve("choice"));
        assertEquals(Math.rint(choice.score(0)), choice.score(0), 0);
    }

    @Test
    void publicRowsOfATableCostNothing() throws IOException {
        List<String> options = table();
        Path rows = Files.writeString(folder.resolve("public.csv"), "who,age,ill\na,10,0\nb,20,0\nc,80,1\nd,90,1\n");
        List<String> all = with(options, "--validation", "public", "--validation-data", rows.toString(), "--runs");
        tune(with(all, "logarithmic:0.9").toArray(String[]::new)).succeeds();
        DpEvent run = Choice.read(folder.resolve("choice")).cost().orElseThrow();
        assertFalse(run.toString().contains("Gaussian[noiseMultiplier=5.0]"), run.toString());
    }

    @Test
    void privateRowsAreNotTakenForPublicOnes() throws IOException {
        List<String> options = table();
        tune(with(options, "--validation", "public").toArray(String[]::new))
                .fails("private:NOISE", "--validation-data");
        tune(with(options, "--validation", "private:3", "--person-column", "who", "--records-per-person", "2")
                        .toArray(String[]::new))
                .fails("for one row", "--validation-data");
    }

    @ParameterizedTest
    @CsvSource({
        "--seed 3, noise",
        "--without-privacy, costs nothing",
        "--budget-epsilon 1, the same length",
        "--run-dir x, --tune-dir",
        "--validation maybe, private:NOISE",
        "--validation private:0, above 0",
        "--runs uniform:3, geometric",
        "--resume --epochs 3, began with"
    })
    void refuses(String options, String words) {
        List<String> all = new ArrayList<>(List.of(options.split(" ", -1)));
        if (!options.contains("--validation") && !options.contains("--resume")) {
            all.addAll(List.of("--validation", "public"));
        }
        Execution refused = tune(all.toArray(String[]::new));
        refused.isUsageError(words);
        assertFalse(Files.exists(folder.resolve("choice")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--learning-rate 1,x", "--no-such-option 3", "--batch-size 0.5", "--clipping-norm=-1,-2"})
    void whatTrainRefusesTuneRefuses(String options) {
        List<String> all = new ArrayList<>(List.of(options.split(" ", -1)));
        all.addAll(List.of("--validation", "public"));
        assertEquals(2, tune(all.toArray(String[]::new)).exitCode());
        assertFalse(Files.exists(folder.resolve("choice")));
    }

    @Test
    void needsToKnowWhatCandidatesAreComparedOn() {
        tune().isUsageError("--validation must say");
        tune("--resume").fails("contains no search");
    }

    @Test
    void allCombinationsOfListedValuesAreCandidates() {
        List<List<String>> all = Candidates.of(
                        List.of("--learning-rate=1,2", "--data", "a,b.csv", "--clipping-norm", "0.1,0.3,1"))
                .arguments();
        assertEquals(6, all.size());
        assertEquals(List.of("--learning-rate", "1", "--data", "a,b.csv", "--clipping-norm", "0.1"), all.get(0));
        assertEquals(List.of("--learning-rate", "2", "--data", "a,b.csv", "--clipping-norm", "1"), all.get(5));
    }

    /** Mean and deviation of 20,000 scores, within six standard errors each: off by chance once in 2e8 times. */
    @Test
    void privateScoresHaveTheNoiseThatIsCharged() {
        SplittableRandom random = new SplittableRandom(1);
        double[] noise = new double[20_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = Scoring.noisy(70, 8, random) - 70;
        }
        double mean = Arrays.stream(noise).average().orElseThrow();
        double square = Arrays.stream(noise).map(x -> x * x).average().orElseThrow();
        assertEquals(0, mean, 6 * 8 / Math.sqrt(noise.length));
        assertEquals(64 + 1 / 12.0, square, 6 * 64 * Math.sqrt(2.0 / noise.length));
        assertTrue(Arrays.stream(noise).allMatch(x -> x == Math.rint(x)));
    }
}
