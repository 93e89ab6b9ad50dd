package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dpmodel.cli.Execution;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks from files are trained on digits, privately, as those that the program knows. */
class TrainNetworkTest {
    private static final String ACCURACY = "============== Accuracy: ";
    private static final String STATEMENT = "Differentially private with ";

    @TempDir
    Path directory;

    /** A file of two dense layers with weights, as an exporter would have written it. */
    private Path file(long... example) throws IOException {
        return write("given.onnx", MultilayerPerceptron.network(example, 16, 10));
    }

    private Path write(String name, Network drawn) throws IOException {
        Path file = directory.resolve(name);
        Files.write(
                file,
                OnnxFormat.write(
                        new OnnxModel(drawn.initialized(RandomStreams.seeded(5)).graph(), drawn.opset())));
        return file;
    }

    /** The same logits with a softmax behind. */
    private Path probabilities() throws IOException {
        OnnxModel logits = OnnxFormat.read(file(1, 28, 28));
        GraphBuilder builder = new GraphBuilder("probabilities", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 784));
        Value weight = builder.initializer("w", logits.graph().initializers().get("dense2.weight"));
        assertEquals(Shape.of(10, 16), weight.shape());
        Value first = builder.initializer("v", logits.graph().initializers().get("dense1.weight"));
        Attributes turned = Attributes.none().with("transB", 1);
        Value hidden = builder.call("Tanh", Attributes.none(), builder.call("Gemm", turned, x, first));
        builder.scope("head");
        builder.output("y", builder.call("Softmax", Attributes.none(), builder.call("Gemm", turned, hidden, weight)));
        Path file = directory.resolve("probabilities.onnx");
        Files.write(file, OnnxFormat.write(new OnnxModel(builder.build(), 17)));
        return file;
    }

    /** Logarithms of what may be negative. */
    private Path logarithms() throws IOException {
        OnnxModel logits = OnnxFormat.read(file(1, 28, 28));
        GraphBuilder builder = new GraphBuilder("logarithms", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 784));
        Value first = builder.initializer("v", logits.graph().initializers().get("dense1.weight"));
        Value second = builder.initializer("w", logits.graph().initializers().get("dense2.weight"));
        Attributes turned = Attributes.none().with("transB", 1);
        builder.scope("bend");
        Value hidden = builder.call("Log", Attributes.none(), builder.call("Gemm", turned, x, first));
        builder.output("y", builder.call("Gemm", turned, hidden, second));
        Path file = directory.resolve("logarithms.onnx");
        Files.write(file, OnnxFormat.write(new OnnxModel(builder.build(), 17)));
        return file;
    }

    /** Ten steps in a row would end the training, without saying which examples it leaves out. */
    @Test
    void theOwnerOfTheDataIsToldWhichExamplesAreLeftOut() throws IOException {
        Execution checked = train(logarithms(), "--check-data").succeeds();
        assertTrue(
                checked.out().contains("At these weights steps leave out these 100 examples, and perhaps more"),
                checked.out());
        assertEquals(
                100,
                checked.out()
                        .lines()
                        .filter(line -> line.startsWith("  example "))
                        .count());
        assertTrue(checked.out().contains("Do not publish this"), checked.out());
        assertFalse(checked.out().contains("Starting Training"), checked.out());
        assertTrue(train(file(1, 28, 28), "--check-data").succeeds().out().contains("No example is left out"));
        train(logarithms(), "--check-data", "--dry-run").isUsageError("--check-data");
        train(logarithms()).fails("--check-data");
    }

    private Execution train(Path network, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--network", network.toString()));
        arguments.addAll(List.of("--test-examples", "500", "--examples", "600", "--batch-size", "60"));
        arguments.addAll(List.of("--checkpoint-dir", directory.toString()));
        arguments.addAll(Arrays.asList(more));
        if (!arguments.contains("--epochs")) {
            arguments.addAll(List.of("--epochs", "1"));
        }
        return Execution.of(arguments.toArray(String[]::new));
    }

    private static Set<String> moved(Path before, Path after) throws IOException {
        OnnxModel original = OnnxFormat.read(before);
        OnnxModel trained = OnnxFormat.read(after);
        assertEquals(original.graph().nodes(), trained.graph().nodes());
        Set<String> moved = new LinkedHashSet<>();
        original.graph().initializers().forEach((name, constant) -> {
            if (!constant.equals(trained.graph().initializers().get(name))) {
                moved.add(name);
            }
        });
        return moved;
    }

    private Execution evaluate(String file) {
        return Execution.of("evaluate", file, "--test-examples", "500").succeeds();
    }

    @Test
    void theCheckpointMeasuresAsTheTrainingDidAndHasItsStatement() throws IOException {
        Path given = file(1, 28, 28);
        Execution training = train(given).succeeds();
        assertTrue(training.after("model ").contains("the network in given.onnx, 12,730 parameters"), training.out());
        String file = training.after("Saved ");
        assertEquals(
                Set.of("dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias"), moved(given, Path.of(file)));
        Execution evaluation = evaluate(file);
        assertEquals(training.after(ACCURACY), evaluation.after(ACCURACY));
        assertEquals(training.after(STATEMENT), evaluation.after(STATEMENT));
        assertTrue(evaluation.out().contains("Training started from given weights"), evaluation.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"28,28,1", "28,28", "784", "1,32,32"})
    void pixelsAreTakenInAnyShape(String shape) throws IOException {
        long[] dims = Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
        Execution training = train(file(dims)).succeeds();
        assertEquals(
                training.after(ACCURACY), evaluate(training.after("Saved ")).after(ACCURACY));
    }

    @Test
    void matricesOfLowRankAreMergedIntoTheirWeights() throws IOException {
        Path given = file(1, 28, 28);
        Execution training = train(given, "--freeze", "*", "--lora", "2:dense1*", "--lora-alpha", "4")
                .succeeds();
        assertTrue(training.after("model ").contains("1,600 parameters"), training.out());
        String file = training.after("Saved ");
        assertEquals(Set.of("dense1.weight"), moved(given, Path.of(file)));
        assertEquals(training.after(ACCURACY), evaluate(file).after(ACCURACY));
        Execution head = train(given, "--trainable", "dense2*").succeeds();
        assertEquals(Set.of("dense2.weight", "dense2.bias"), moved(given, Path.of(head.after("Saved "))));
    }

    @Test
    void aRunGoesOn() throws IOException {
        Path given = file(1, 28, 28);
        String run = directory.resolve("run").toString();
        String[] options = {"--freeze", "*", "--lora", "2", "--run-dir", run, "--resume"};
        train(given, options).succeeds();
        List<String> more = new ArrayList<>(List.of(options));
        more.addAll(List.of("--epochs", "2"));
        Execution resumed = train(given, more.toArray(String[]::new)).succeeds();
        assertTrue(resumed.after("resumed ").contains("at step 10"), resumed.out());
        assertTrue(resumed.out().contains("epoch: 2 step: 10"), resumed.out());
        assertFalse(resumed.out().contains("epoch: 1 step: 10"), resumed.out());
    }

    /** Seen to fail when a resumed run said what it had spent itself, of weights that had cost something before. */
    @Test
    void aRunOnTrainedWeightsGoesOnWithTheCostOfAll() throws IOException {
        Path given = Path.of(train(file(1, 28, 28)).succeeds().after("Saved "));
        String[] options = {"--run-dir", directory.resolve("run").toString(), "--resume"};
        Execution first = train(given, options).succeeds();
        assertTrue(first.out().contains(" of this training alone, without earlier ones of the weights"), first.out());
        List<String> more = new ArrayList<>(List.of(options));
        more.addAll(List.of("--epochs", "2"));
        Execution resumed = train(given, more.toArray(String[]::new)).succeeds();
        String line = resumed.after("resumed ");
        assertTrue(
                line.contains("epsilon " + first.wordAfter(STATEMENT + "epsilon = ")
                        + " at delta 2.0E-5 is spent by all 2 trainings"),
                line);
    }

    @Test
    void aSoftmaxAtTheEndIsTakenOffAloud() throws IOException {
        Path file = probabilities();
        Execution training = train(file).succeeds();
        assertTrue(
                training.after("note ").contains("node head_softmax (Softmax) at the end is removed"), training.out());
        assertEquals(
                training.after(ACCURACY), evaluate(training.after("Saved ")).after(ACCURACY));
        Execution squares = train(file, "--loss", "squared-error").succeeds();
        assertFalse(squares.out().contains("is removed"), squares.out());
    }

    @Test
    void networksThatTakeNoDigitsAreRefusedBeforeTheDataIsRead() throws IOException {
        Execution wide = train(write("wide.onnx", MultilayerPerceptron.network(new long[] {3, 28, 28}, 10)));
        wide.fails("wide.onnx must take digits [batch, 1, 28, 28]", "found [", "[batch, 3, 28, 28]", "in Java");
        assertFalse(wide.out().contains("drawing"), wide.out());
        train(write("few.onnx", MultilayerPerceptron.network(new long[] {784}, 7)))
                .fails("an output for each of the 10 digits, [batch, 10], found [batch, 7]", "--output");
        train(directory.resolve("none.onnx")).fails("none.onnx does not exist");
        train(directory).fails("is a folder");
        train(file(784), "--freeze", "encoder.*").fails("cannot freeze encoder.*", "dense1.weight");
        train(file(784), "--lora", "2:encoder.*").fails("to encoder.*: the names are", "dense1.weight");
        train(file(784), "--lora", "11").fails("dense2.weight [10, 16] has at most 10, found 11");
    }

    @Test
    void optionsThatDoNotBelongTogetherAreUsageErrors() throws IOException {
        Path given = file(784);
        train(given, "--model", "mlp").isUsageError("--network and --model name two networks");
        train(given, "--loss", "hinge").isUsageError("--loss must be cross-entropy or squared-error, found hinge");
        train(given, "--lora", "wide").isUsageError("--lora must be RANK or RANK:PATTERN", "found wide");
        train(given, "--lora", "0").isUsageError("rank must be at least 1, found 0");
        train(given, "--lora-alpha", "2").isUsageError("--lora-alpha belongs to --lora");
        Execution.of("train", "--freeze", "*", "--examples", "600").isUsageError("--freeze belongs to --network MODEL");
    }
}
