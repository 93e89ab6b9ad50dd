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
import java.util.Map;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.cli.Execution;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.optimizer.Optimizers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainAndEvaluateTest {
    private static final String ACCURACY = "============== Accuracy: ";

    @TempDir
    Path directory;

    private Execution train(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--test-examples",
                "1000",
                "--examples",
                "600",
                "--batch-size",
                "60",
                "--epochs",
                "1",
                "--checkpoint-dir",
                directory.toString()));
        arguments.addAll(Arrays.asList(more));
        return Execution.of(arguments.toArray(String[]::new));
    }

    private List<Path> checkpoints() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lenet5", "tutorial-cnn", "mlp"})
    void evaluationOfTheCheckpointEqualsTheTrainingsLast(String model) {
        Execution training = train("--model", model, "--optimizer", "adam").succeeds();
        String file = training.after("Saved ");
        Execution evaluation =
                Execution.of("evaluate", file, "--test-examples", "1000").succeeds();
        assertEquals(training.after(ACCURACY), evaluation.after(ACCURACY));
        assertEquals(training.after("Differentially private with "), evaluation.after("Differentially private with "));
        assertTrue(evaluation.out().contains("1,000 examples"), evaluation.out());
    }

    @Test
    void printsMindSporesLinesAndKeepsItsPromise() throws IOException {
        Execution training = train("--model", "mlp").succeeds();
        double forecast = Double.parseDouble(training.wordAfter("privacy      epsilon "));
        double spent = Double.parseDouble(training.wordAfter("Differentially private with epsilon = "));
        // the PLD accountant's grid may differ between a run composed at once and one composed step by step
        assertEquals(spent, forecast, 1e-3 * spent + 1e-4);
        assertTrue(training.out().contains("============== Starting Training =============="));
        assertTrue(training.after("epoch: 1 step: 10, loss is ").matches("\\d+\\.\\d+"));
        assertTrue(training.after("epoch: 1 step: 10, delta is 1e-05, eps is ").matches("\\d+\\.\\d+"));
        assertTrue(training.after("epoch: 1, Accuracy is ").matches("0\\.\\d{4}"));
        assertTrue(training.out().contains("protects nobody"), training.out());
        assertEquals(List.of(directory.resolve("checkpoint_mlp-1_10.onnx")), checkpoints());
    }

    @Test
    void shuffledMicrobatchesAreChargedWithoutAmplification() {
        double poisson = epsilon(train("--model", "mlp"));
        double shuffled = epsilon(train("--model", "mlp", "--sampling", "shuffled"));
        double microbatches = epsilon(train("--model", "mlp", "--sampling", "shuffled", "--micro-batches", "20"));
        assertTrue(shuffled > poisson, shuffled + " > " + poisson);
        assertEquals(shuffled, microbatches, "replace-one has sensitivity 2 C with and without microbatches");
    }

    private static double epsilon(Execution training) {
        return Double.parseDouble(training.succeeds().wordAfter("Differentially private with epsilon = "));
    }

    @Test
    void aSeedRepeatsTheRunAndMarksTheStatement() {
        Execution first = train("--model", "mlp", "--seed", "3").succeeds();
        Execution second = train("--model", "mlp", "--seed", "3").succeeds();
        assertEquals(first.after("epoch: 1 step: 10, loss is "), second.after("epoch: 1 step: 10, loss is "));
        assertEquals(first.after(ACCURACY), second.after(ACCURACY));
        assertTrue(first.out().contains("Seeded: not private unless the seed stays secret"), first.out());
    }

    @Test
    void trainingWithoutPrivacySaysSoBeforeAfterAndInTheFile() throws IOException {
        Execution training = train("--model", "mlp", "--without-privacy").succeeds();
        assertTrue(training.out().contains("!!! WITHOUT PRIVACY"), training.out());
        assertTrue(training.out().contains("NOT PRIVATE: epsilon = infinity"), training.out());
        assertEquals(
                Double.POSITIVE_INFINITY,
                Checkpoint.read(checkpoints().get(0)).statement().orElseThrow().epsilon());
    }

    @Test
    void evaluationOfAFileWithoutStatementSaysSo() throws IOException {
        Path file = directory.resolve("foreign.onnx");
        try (DPModel model = DPModel.builder(
                        MultilayerPerceptron.network(new long[] {1, 28, 28}, 10), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(1))
                .buildWithoutPrivacy()) {
            model.save(file);
        }
        OnnxModel saved = OnnxFormat.read(file);
        Files.write(file, OnnxFormat.write(new OnnxModel(saved.graph(), saved.opset(), Map.of())));
        String out = Execution.of("evaluate", file.toString(), "--test-examples", "1000")
                .succeeds()
                .out();
        assertTrue(out.contains("NO PRIVACY STATEMENT"), out);
    }

    @Test
    void filesThatHoldNoDigitNetworkFailInOneLine() throws IOException {
        Path points = directory.resolve("points.onnx");
        try (DPModel model = DPModel.builder(
                        MultilayerPerceptron.network(new long[] {2}, 2), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(1))
                .buildWithoutPrivacy()) {
            model.save(points);
        }
        byte[] whole = Files.readAllBytes(points);
        Path truncated = Files.write(directory.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
        Path text = Files.writeString(directory.resolve("text.onnx"), "hello");
        Execution.of("evaluate", points.toString()).fails("points.onnx", "must take digits");
        Execution.of("evaluate", truncated.toString()).fails("cut.onnx", "truncated");
        Execution.of("evaluate", text.toString()).fails("text.onnx", "not an ONNX model");
        Execution.of("evaluate", directory.toString()).fails("is a folder");
        Execution.of("evaluate", directory.resolve("none.onnx").toString()).fails("none.onnx does not exist");
        Execution.of("evaluate").isUsageError("CHECKPOINT");
    }

    @Test
    void aFolderThatCannotBeWrittenFailsBeforeTraining() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Execution training = Execution.of(
                "train",
                "--model",
                "mlp",
                "--examples",
                "600",
                "--batch-size",
                "60",
                "--checkpoint-dir",
                file.toString());
        training.fails(file.toString());
        assertFalse(training.out().contains("epoch: 1"), training.out());
    }
}
