package org.dpmodel.cli.network;

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
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.cli.Execution;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.nn.EarlierTraining;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands on networks in files say, and what they refuse. */
class NetworkCommandsTest {
    private static final Attributes NONE = Attributes.none();

    @TempDir
    Path folder;

    private Path file;
    private Path step;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("network.onnx");
        step = folder.resolve("step.onnx");
        Files.write(file, OnnxFormat.write(new OnnxModel(network(), 17)));
    }

    /** An input that is standardized, a layer that is used twice, logits, and their probabilities. */
    private static Graph network() {
        GraphBuilder builder = new GraphBuilder("network", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 2));
        Value mean = builder.initializer("mean", Constant.floats(Shape.of(2), 0.5f, 0.25f));
        Value body = builder.initializer("body.weight", Constant.floats(Shape.of(2, 2), 1, 0, 0.5f, 1));
        Value head = builder.initializer("head.weight", Constant.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        Value bias = builder.initializer("head.bias", Constant.floats(Shape.of(3), 1, 2, 3));
        Value hidden = builder.call("MatMul", NONE, builder.call("Sub", NONE, x, mean), body);
        hidden = builder.call("MatMul", NONE, builder.call("Tanh", NONE, hidden), body);
        builder.scope("head");
        Value logits = builder.call("Add", NONE, builder.call("MatMul", NONE, hidden, head), bias);
        builder.output("logits", logits);
        builder.output("probabilities", builder.call("Softmax", NONE, logits));
        return builder.build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"explain", "export-step"})
    void helpHasAnExampleAndNamesDefaults(String command) {
        String help = Execution.of(command, "--help").succeeds().out();
        assertTrue(help.contains("./dpmodel " + command + " model.onnx"), help);
        assertEquals(help, Execution.of("help", command).succeeds().out());
        assertTrue(help.contains("--freeze") && help.contains("(default: none)"), help);
    }

    @Test
    void explainNamesInputsOutputsParametersTiesAndBuffers() {
        Execution explained =
                Execution.of("explain", file.toString(), "--output", "head_add").succeeds();
        assertTrue(explained.after("network.onnx: ").matches("operator set 17, \\d+ nodes"), explained.out());
        assertEquals("x float[batch, 2]", explained.after("  input  "));
        assertEquals("head_add float[batch, 3]", explained.after("  output "));
        assertTrue(explained.after("body.weight ").contains(" 4 "), explained.out());
        assertTrue(explained.after("head.weight ").contains(" 6 "), explained.out());
        assertTrue(explained.after("total ").contains(" 13 "), explained.out());
        assertEquals("mean, standardizes the input in node sub", explained.after("buffer, not trained: "));
        assertTrue(
                explained
                        .out()
                        .contains("note: parameters are used in several places, and trained as one:"
                                + " body.weight (2)"),
                explained.out());
        assertTrue(
                explained.out().contains("note: the network has the outputs [logits, probabilities]"), explained.out());
        assertEquals("proven for each node, at several sizes of the batch", explained.after("examples stay apart: "));
        assertFalse(explained.out().contains("\nnot trained:"), explained.out());
    }

    @Test
    void explainFollowsTheUsersChoices() {
        Execution frozen =
                Execution.of("explain", file.toString(), "--freeze", "body*").succeeds();
        assertEquals("body.weight", frozen.after("not trained: "));
        assertTrue(frozen.after("total ").contains(" 9 "), frozen.out());
        Execution trained = Execution.of("explain", file.toString(), "--trainable", "head.bias")
                .succeeds();
        assertTrue(trained.after("total ").contains(" 3 "), trained.out());
        Execution untied = Execution.of("explain", file.toString(), "--untie").succeeds();
        assertTrue(untied.after("body.weight_2 ").contains(" 4 "), untied.out());
        assertTrue(untied.after("total ").contains(" 17 "), untied.out());
    }

    @Test
    void explainNamesAllOperatorsThatAreMissing() throws IOException {
        List<Node> nodes = List.of(
                new Node("first", "Det", List.of("x"), List.of("d"), NONE),
                new Node("second", "NonZero", List.of("d"), List.of("y"), NONE));
        Graph graph = new Graph(
                "unknown",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 2))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 2))),
                new ArrayList<>(nodes),
                network().initializers());
        Files.write(file, OnnxFormat.write(new OnnxModel(graph, 17)));
        Execution.of("explain", file.toString())
                .fails("operators Det, NonZero (nodes first, second) have no derivative", "NonZero: the shape");
    }

    @ParameterizedTest
    @ValueSource(strings = {"explain", "export-step"})
    void filesThatAreNoNetworkAreRefused(String command) throws IOException {
        String missing = folder.resolve("missing.onnx").toString();
        run(command, missing).fails("missing.onnx does not exist", "an exporter has written");
        run(command, folder.toString()).fails("is a folder", "pass one of the .onnx files");
        run(command, file.toString(), "--output", "none").fails("there is no output none", "logits");
        run(command, file.toString(), "--freeze", "tail.*").fails("cannot freeze tail.*", "head.weight");
        run(command, file.toString(), "--input-shape", "x=2,wide").isUsageError("--input-shape", "found x=2,wide");
        Files.writeString(file, "no model");
        run(command, file.toString()).fails("error: ");
        assertFalse(Files.exists(step));
    }

    private Execution run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        if (command.equals("export-step")) {
            all.addAll(List.of("-o", step.toString()));
        }
        return Execution.of(all.toArray(String[]::new));
    }

    @Test
    void aStepIsWrittenWithItsInputsAndOutputsNamed() throws IOException {
        Execution exported = run("export-step", file.toString(), "--batch", "4").succeeds();
        assertEquals(step.toString(), exported.after("wrote "));
        Graph graph = OnnxFormat.read(Files.readAllBytes(step)).graph();
        Set<String> inputs = graph.inputs().stream().map(ValueInfo::name).collect(Collectors.toSet());
        assertEquals(
                Set.of("features", "targets", "unit_mask", "clipping_norm", "body.weight", "head.weight", "head.bias"),
                inputs);
        assertEquals("float[4, 2]", exported.after("input  features "));
        assertEquals("float[4, 3]", exported.after("input  targets "));
        graph.outputs()
                .forEach(output ->
                        assertEquals(output.type().toString(), exported.after("output " + output.name() + " ")));
    }

    /** What can be computed again is replaced in one step; what the command reads, or what a run has spent, is not. */
    @Test
    void anExistingFileIsReplaced_butNeitherAnInputNorALedger() throws IOException {
        Files.writeString(step, "something else");
        run("export-step", file.toString(), "--batch", "4").succeeds();
        assertTrue(OnnxFormat.read(Files.readAllBytes(step)).graph().inputs().size() > 1);
        byte[] network = Files.readAllBytes(file);
        String again = folder.resolve(".").resolve(file.getFileName()).toString();
        Execution.of("export-step", file.toString(), "-o", again)
                .isUsageError(
                        "network.onnx would be replaced, but is read by this command: pass the name of another file");
        Execution.of("explain", file.toString(), "--fix", "frozen", "-o", file.toString())
                .isUsageError("is read by this command");
        assertArrayEquals(network, Files.readAllBytes(file));
        Path ledger = folder.resolve("ledger.jsonl");
        Files.writeString(ledger, "what was spent");
        Execution.of("export-step", file.toString(), "-o", ledger.toString())
                .isUsageError("keeps account of what it has spent");
        assertEquals("what was spent", Files.readString(ledger));
        Execution.of("export-step", file.toString(), "-o", folder.toString()).isUsageError("is a folder");
        assertTrue(Execution.of("export-step", "--help").succeeds().out().contains("replaced if it exists"));
    }

    /** Frozen weights are in the step, which must not lose what they have cost. */
    @Test
    void aStepKeepsTheStatementsOfItsWeights() throws IOException {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(new DpEvent.Gaussian(1));
        PrivacyStatement statement = PrivacyStatement.of(accountant, 1e-5, "all", "Gaussian", 1);
        Map<String, String> metadata =
                Map.of(EarlierTraining.STATEMENT, statement.toJson().toString());
        Files.write(file, OnnxFormat.write(new OnnxModel(network(), 17, metadata)));
        run("export-step", file.toString(), "--freeze", "body.*").succeeds();
        EarlierTraining kept =
                EarlierTraining.of(OnnxFormat.read(Files.readAllBytes(step)).metadata());
        assertEquals(List.of(statement), kept.statements());
    }

    @Test
    void aStepOfAnotherLossIsAnother() throws IOException {
        run("export-step", file.toString(), "--batch", "4").succeeds();
        byte[] entropy = Files.readAllBytes(step);
        run("export-step", file.toString(), "--batch", "4", "--loss", "squared-error")
                .succeeds();
        assertFalse(Arrays.equals(entropy, Files.readAllBytes(step)));
    }

    @Test
    void settingsWithoutAMeaningAreUsageErrors() {
        run("export-step", file.toString(), "--loss", "hinge")
                .isUsageError("--loss must be cross-entropy or squared-error, found hinge");
        run("export-step", file.toString(), "--batch", "0").isUsageError("--batch must be at least 1, found 0");
        Execution.of("export-step", file.toString()).isUsageError("--to");
        Execution.of("explain").isUsageError("MODEL");
        assertFalse(Files.exists(step));
    }

    @Test
    void probabilitiesHaveNoStepOfCrossEntropy() {
        run("export-step", file.toString(), "--output", "probabilities")
                .fails("(Softmax)", "network.before(\"head_softmax\")", "--output ");
        run("export-step", file.toString(), "--output", "probabilities", "--loss", "squared-error")
                .succeeds();
    }
}
