package org.dpmodel.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example runs, on small sizes, and prints what its reader is promised. */
@Tag("slow")
class ExamplesTest {
    private static final Path ROOT = Path.of(System.getProperty("dpmodel.rootDirectory"));
    private static final Path SOURCES = ROOT.resolve("lenet5-demo/src/main/java/org/dpmodel/examples");
    private static final String STATEMENT = "Differentially private with epsilon = ";
    private static final double ONE_EPOCH_OF_MINDARMOUR = 48.75;
    private static final int MOST_LINES = 79;
    private static final boolean FULL = Boolean.getBoolean("dpmodel.full");

    @TempDir
    Path folder;

    private interface Example {
        void run(String... arguments) throws Exception;
    }

    private static String output(Example example, String... arguments) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            example.run(arguments);
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8);
    }

    /** The folder of MNIST, or what is skipped without it. */
    private static Optional<String> mnist() {
        String named = System.getenv("MNIST_DIR");
        Path folder = named == null ? ROOT.resolve("../shared/mnist") : Path.of(named);
        boolean there = Stream.of("train-images-idx3-ubyte", "train-images-idx3-ubyte.gz")
                .anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
        return there ? Optional.of(folder.toString()) : Optional.empty();
    }

    private static double number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        double last = Double.NaN;
        while (matcher.find()) {
            last = Double.parseDouble(matcher.group(1));
        }
        assertTrue(!Double.isNaN(last), () -> "no " + pattern + " in " + text);
        return last;
    }

    private static double accuracy(String text) {
        return number(text, "Accuracy[=:] ?([0-9.]+)");
    }

    private static double epsilon(String text) {
        return number(text, Pattern.quote(STATEMENT) + "([0-9.]+)");
    }

    static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void anExampleFitsOnAScreenOrTwo(Path source) throws IOException {
        List<String> lines = Files.readAllLines(source);
        assertTrue(lines.size() <= MOST_LINES, source + " has " + lines.size() + " lines");
    }

    @Test
    void eachIsListedWithItsCommand() throws IOException {
        String listed = Files.readString(ROOT.resolve("lenet5-demo/README.md"));
        for (Path source : sources()) {
            String name = source.getFileName().toString().replace(".java", "");
            if (Files.readString(source).contains("void main(")) {
                assertTrue(listed.contains(" | `run " + name), name);
            }
        }
    }

    /** It has no arguments that make it small; {@code ci/newproject.sh} runs it, too. */
    @Test
    void theReadmesProgramLearnsAndStatesItsPrivacy() throws Exception {
        if (!FULL) {
            System.err.println(
                    "SKIPPED: the README's program, which ci/newproject.sh runs; -Ddpmodel.full=true runs it here");
        }
        assumeTrue(FULL, "only with -Ddpmodel.full=true");
        String out = output(TrainPrivately::main);
        // Guessing has 0.1; 2,000 examples do not reach 0.5 by chance.
        assertTrue(accuracy(out) > 0.5, out);
        assertTrue(epsilon(out) > 0.5 && epsilon(out) < 3, out);
    }

    @Test
    void theAccountantAnswers() throws Exception {
        assertEquals(1.099, Double.parseDouble(output(WhatDoesItCost::main).strip()), 0.001);
    }

    @Test
    void mindArmoursTutorialCostsWhatItDraws() throws Exception {
        String out = output(MindArmourTutorial::main, "synthetic", "1024", "1");
        assertTrue(out.contains("epoch: 1 step: 4, loss is "), out);
        assertTrue(out.contains("epoch: 1 step: 4, delta is 1e-05, eps is "), out);
        assertTrue(accuracy(out) >= 0, out);
        // Each example takes part in one step, of noise multiplier 0.152: see docs/mindarmour.md.
        assertEquals(ONE_EPOCH_OF_MINDARMOUR, epsilon(out), 0.01);
    }

    @Test
    void theTensorFlowPrivacyTutorialRuns() throws Exception {
        String out = output(TensorFlowPrivacyTutorial::main, "synthetic", "2000", "1");
        assertTrue(epsilon(out) > 0.1 && epsilon(out) < 5, out);
    }

    @Test
    void bothTutorialsTakeTheRealDigits() throws Exception {
        Optional<String> mnist = mnist();
        if (mnist.isEmpty()) {
            System.err.println("SKIPPED: the tutorials on MNIST, no MNIST in MNIST_DIR or ../shared/mnist");
        }
        assumeTrue(mnist.isPresent(), "no MNIST");
        if (FULL) {
            assertEquals(
                    ONE_EPOCH_OF_MINDARMOUR, epsilon(output(MindArmourTutorial::main, mnist.get(), "1024", "1")), 0.01);
        } else {
            System.err.println("SKIPPED: MindArmour's tutorial on MNIST; -Ddpmodel.full=true runs it");
        }
        assertTrue(epsilon(output(TensorFlowPrivacyTutorial::main, mnist.get(), "2000", "1")) < 5);
    }

    @Test
    void aBudgetEndsTheResumedRun() throws Exception {
        String out = output(BudgetAndResume::main, folder.resolve("run").toString(), "synthetic", "14000", "100");
        int stopped = (int) number(out, "stopped after (\\d+) steps");
        assertEquals(stopped, (int) number(out, "resumed at step (\\d+)"), out);
        assertTrue(number(out, "the budget ended it after (\\d+) steps") > stopped, out);
        assertTrue(epsilon(out) <= 1.5, out);
        String again = output(BudgetAndResume::main, folder.resolve("run").toString(), "synthetic", "14000", "100");
        assertTrue(again.contains("holds a run already: pass a new folder"), again);
    }

    @Test
    void djlsNetworkGoesOnPrivately() throws Exception {
        String out = output(DjlBeforeAndAfter::main, "2000");
        assertTrue(accuracy(out) > 0.3, out);
        assertTrue(out.strip().lines().anyMatch(line -> line.startsWith(STATEMENT)), out);
    }

    @Test
    void imagesInFoldersTrain() throws Exception {
        String out = output(ImagesInFolders::main, folder.resolve("images").toString(), "5000");
        // Guessing has 0.1.
        assertTrue(accuracy(out) > 0.25, out);
        assertTrue(epsilon(out) < 5, out);
    }

    @Test
    void sentencesOfDifferentLengthsTrain() throws Exception {
        String out = output(PrivateText::main, folder.resolve("tokenizer.json").toString());
        // The words tell the classes apart; guessing has 0.5.
        assertTrue(accuracy(out) > 0.9, out);
        assertTrue(epsilon(out) <= 3, out);
    }

    /** A table of real people, which is not part of the repository. */
    @Test
    void heartDiseaseGoesFromTheFileToAModelThatTakesRawRows() throws Exception {
        Path table = ROOT.resolve("../shared/data/heart_disease_uci.csv");
        boolean there = Files.isRegularFile(table);
        if (!there) {
            System.err.println("SKIPPED: the table of heart disease, not in ../shared/data");
        }
        assumeTrue(there, "no table of heart disease");
        String out = output(
                HeartDisease::main,
                table.toString(),
                folder.resolve("heart.onnx").toString(),
                "1");
        assertTrue(epsilon(out) <= 3, out);
        // Over splits, and with fresh noise, 0.88 with a standard deviation of 0.025.
        assertTrue(number(out, "AUC=([0-9.]+)") > 0.75, out);
        assertTrue(number(out, "ill=([0-9.]+)") > 0.5, out);
        assertTrue(Files.readAllLines(SOURCES.resolve("HeartDisease.java")).size() < 65);
    }

    @Test
    void fineTuningComparesThreeWaysWithinTheirBudget() throws Exception {
        String out = output(FineTuning::main, "synthetic", "3000", "1");
        for (String way : List.of("last layer, 850 ", "last layer and LoRA, 4410 ", "from scratch, 61684 ")) {
            assertTrue(out.lines().anyMatch(line -> line.startsWith(way)), out);
        }
        assertTrue(number(out, "epsilon ([0-9.]+)") <= 1, out);
        assertTrue(accuracy(out) >= 0, out);
    }
}
