package org.dpmodel.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.StepCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Networks from files with several outputs, shared weights and inputs of several types. */
class FileNetworkTest {
    private static final Attributes NONE = Attributes.none();

    @TempDir
    Path folder;

    /** Two layers that share a weight, a head for classes with a softmax, and one for a number. */
    private static OnnxModel twoHeads() {
        GraphBuilder builder = new GraphBuilder("heads", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 2));
        Value shared = builder.initializer("body.weight", Constant.floats(Shape.of(2, 2), 1, 0, 0.5f, 1));
        Value classes = builder.initializer("classes.weight", Constant.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        Value number = builder.initializer("number.weight", Constant.floats(Shape.of(2, 1), 1, 2));
        Value hidden = builder.call("Tanh", NONE, builder.call("MatMul", NONE, x, shared));
        hidden = builder.call("MatMul", NONE, hidden, shared);
        builder.scope("classes");
        Value logits = builder.call("MatMul", NONE, hidden, classes);
        Value probabilities = builder.call("Softmax", NONE.with("axis", -1), logits);
        builder.scope("number");
        Value estimate = builder.call("MatMul", NONE, hidden, number);
        builder.output("probabilities", probabilities);
        builder.output("estimate", estimate);
        return new OnnxModel(builder.build(), 17);
    }

    private Network read(OnnxModel model) throws IOException {
        Path file = folder.resolve("network.onnx");
        Files.write(file, OnnxFormat.write(model));
        return Network.fromOnnx(file);
    }

    private static void assertRefused(Class<? extends Exception> type, String part, Executable work) {
        String message = assertThrows(type, work).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void ofSeveralOutputsTheFirstIsTrainedAndItIsSaid() throws IOException {
        Network network = read(twoHeads());
        assertEquals("probabilities", network.graph().output().name());
        assertEquals(List.of("body.weight", "classes.weight"), network.parameterNames());
        assertEquals(
                "the network has the outputs [probabilities, estimate], of which probabilities is trained: choose"
                        + " another one by output(name)",
                network.notes().get(0));
        assertTrue(
                network.notes()
                        .get(1)
                        .startsWith("parameters are used in several places, and trained as one: body.weight (2)."),
                network.notes().get(1));
        assertEquals(2, network.notes().size());
    }

    /** As PyTorch's older exporter writes a head that shares the embedding: the transposed weight is stored once more. */
    @Test
    void weightsThatStartEqualAreNamed() throws IOException {
        GraphBuilder builder = new GraphBuilder("tied", Operators::find);
        Value x = builder.input("x", new TensorType(DataType.INT64, Shape.of(1)));
        float[] table = new float[24];
        float[] turned = new float[24];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) Math.sin(i);
            turned[i % 4 * 6 + i / 4] = table[i];
        }
        Value embedding = builder.initializer("embedding", Constant.floats(Shape.of(6, 4), table));
        Value other = builder.initializer("other", Constant.floats(Shape.of(4, 4), Arrays.copyOf(table, 16)));
        Value same = builder.initializer("same", Constant.floats(Shape.of(4, 4), Arrays.copyOf(table, 16)));
        Value ones = builder.initializer("ones", Constant.floats(Shape.of(4, 4), filled(16)));
        Value more = builder.initializer("more", Constant.floats(Shape.of(4, 4), filled(16)));
        Value head = builder.initializer("onnx::MatMul_7", Constant.floats(Shape.of(4, 6), turned));
        Value value = builder.call("Gather", NONE, embedding, x);
        for (Value weight : List.of(other, ones, same, more, head)) {
            value = builder.call("MatMul", NONE, builder.call("Tanh", NONE, value), weight);
        }
        builder.output("y", value);
        List<String> notes = read(new OnnxModel(builder.build(), 17)).notes();
        assertEquals(1, notes.size(), notes::toString);
        assertTrue(notes.get(0).contains("trained apart: embedding = onnx::MatMul_7, other = same. "), notes.get(0));
    }

    /** As PyTorch's older exporter writes {@code x @ F.normalize(w, dim=0)}: the norms of the columns are stored. */
    @Test
    void storedNormsOfWeightsAreNamed() throws IOException {
        GraphBuilder builder = new GraphBuilder("normalized", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 2));
        Value weight = builder.initializer("w", Constant.floats(Shape.of(2, 3), 3, 1, -2, 4, 2, 0.5f));
        float[] columns = {5, (float) Math.sqrt(5), (float) Math.sqrt(4.25)};
        Value norms = builder.initializer("onnx::Clip_30", Constant.floats(Shape.of(1, 3), columns));
        Value scale = builder.initializer("scale", Constant.floats(Shape.of(1, 3), 5, 5, 2));
        Value unit = builder.initializer("unit", Constant.floats(Shape.of(3, 2), 0, 1, 1, 0, 0.6f, 0.8f));
        Value gain = builder.initializer("gain", Constant.floats(Shape.of(3, 1), 1, 1, 1));
        Value normalized = builder.call("Div", NONE, weight, norms);
        Value hidden = builder.call("Mul", NONE, builder.call("MatMul", NONE, x, normalized), scale);
        builder.output("y", builder.call("MatMul", NONE, hidden, builder.call("Mul", NONE, unit, gain)));
        List<String> notes = read(new OnnxModel(builder.build(), 17)).notes();
        assertEquals(1, notes.size(), notes::toString);
        assertTrue(notes.get(0).contains("trained apart from them: onnx::Clip_30 of w. "), notes.get(0));
    }

    private static float[] filled(int size) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** A file of three examples, whose last node is given. */
    private static OnnxModel ofThree(String last) {
        GraphBuilder builder = new GraphBuilder("three", Operators::find);
        Value x = builder.input("x", TensorType.floats(3, 2, 2));
        Value shape = builder.constant(Constant.ints(3, 4));
        Value weight = builder.initializer("weight", Constant.floats(Shape.of(4, 2), 1, 0, 0.5f, 1, 2, 3, -1, -2));
        Value rows = builder.call("Reshape", NONE, x, shape);
        Value product = builder.call("MatMul", NONE, rows, weight);
        builder.output(
                "y",
                last.equals("Softmax")
                        ? builder.call(last, NONE.with("axis", 0), product)
                        : builder.call(last, NONE, product));
        return new OnnxModel(builder.build(), 17);
    }

    @Test
    void aFileOfOneBatchIsComparedWithWhatItComputes() throws IOException {
        Network network = read(ofThree("Tanh"));
        assertEquals(TensorType.floats(Shape.BATCH, 2), network.graph().output().type());
        assertEquals(
                "it was compared with the file, and computes the same for 6 made-up examples",
                network.notes().get(1),
                network.notes()::toString);
    }

    @Test
    void aFileOfOneBatchThatCannotBeOpenedIsRefusedForThat() {
        assertRefused(
                GraphException.class, "the file was exported for a batch of 3 and", () -> read(ofThree("Softmax")));
        assertRefused(GraphException.class, "(Softmax) mixes examples", () -> read(ofThree("Softmax")));
    }

    @Test
    void anotherOutputIsChosenByName() throws IOException {
        Network network = read(twoHeads()).output("estimate");
        assertEquals(
                new ValueInfo("estimate", TensorType.floats(Shape.BATCH, 1)),
                network.graph().output());
        assertEquals(List.of("body.weight", "number.weight"), network.parameterNames());
        assertRefused(
                GraphException.class, "there is no output logits: the outputs are [", () -> network.output("logits"));
    }

    /** Seen to be refused when it was trained again, because of the head that was not chosen. */
    @Test
    void aNetworkOfAChosenOutputIsReadBackWithoutTheOthersWeights() throws IOException {
        Network chosen = read(twoHeads()).output("estimate");
        Network again = read(new OnnxModel(chosen.graph().graph(), chosen.opset()));
        assertEquals(chosen.parameterNames(), again.parameterNames());
        assertTrue(
                again.notes().stream()
                        .anyMatch(note -> note.contains("nothing leads from them to the output: classes.weight")),
                () -> again.notes().toString());
        StepCompiler.checkTrainable(again.graph());
    }

    @Test
    void aLastLayerIsTakenOffByTheNameOfItsNode() throws IOException {
        Network network = read(twoHeads());
        Network logits = network.before("classes_softmax");
        assertEquals("classes_matmul", logits.graph().output().name());
        assertEquals(TensorType.floats(Shape.BATCH, 3), logits.graph().output().type());
        assertEquals(network.parameterNames(), logits.parameterNames());
        assertEquals(network.notes(), logits.notes());
        // The file's output is a value of a node of its own.
        assertEquals(
                "classes_softmax",
                network.before("probabilities").graph().output().name());
        assertRefused(
                GraphException.class, "there is no node softmax: the outputs are", () -> network.before("softmax"));
    }

    @Test
    void whatIsFrozenStaysFrozenUnderAnotherOutput() throws IOException {
        Network frozen = read(twoHeads()).freeze("body.*");
        assertEquals(List.of("classes.weight"), frozen.parameterNames());
        assertEquals(List.of("number.weight"), frozen.output("estimate").parameterNames());
        assertEquals(
                List.of("classes.weight"),
                read(twoHeads()).trainable("classes*").parameterNames());
        assertEquals(6, frozen.parameterCount());
    }

    @Test
    void sharedWeightsCanBeTakenApart() throws IOException {
        Network untied = read(twoHeads()).untie();
        assertEquals(List.of("body.weight", "classes.weight", "body.weight_2"), List.copyOf(untied.parameterNames()));
        assertEquals(14, untied.parameterCount());
        assertTrue(untied.graph().ties().isEmpty());
    }

    /** What only other outputs need is not looked at. */
    @Test
    void anotherOutputMayBeOneThatCannotBeTrained() throws IOException {
        GraphBuilder builder = new GraphBuilder("labels", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 2));
        Value weight = builder.initializer("weight", Constant.floats(Shape.of(2, 2), 1, 0, 0.5f, 1));
        Value logits = builder.call("MatMul", NONE, x, weight);
        builder.output("logits", logits);
        Graph graph = builder.build();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.add(new Node("best", "ArgMax", List.of(logits.name()), List.of("label"), NONE.with("axis", 1)));
        nodes.add(new Node("found", "NonZero", List.of(logits.name()), List.of("places"), NONE));
        List<ValueInfo> outputs = new ArrayList<>(graph.outputs());
        outputs.add(0, new ValueInfo("label", new TensorType(DataType.INT64, Shape.of(1, 1))));
        outputs.add(1, new ValueInfo("places", new TensorType(DataType.INT64, Shape.of(2, 2))));
        Network network =
                read(new OnnxModel(new Graph("labels", graph.inputs(), outputs, nodes, graph.initializers()), 17));
        assertEquals("logits", network.graph().output().name());
        assertEquals(List.of("weight"), network.parameterNames());
        StepCompiler.checkTrainable(network.graph());
        assertRefused(GraphException.class, "operator NonZero", () -> network.output("places"));
        assertRefused(
                GraphException.class,
                "parameter weight does not influence the output",
                () -> StepCompiler.parameterRules(network.output("label").graph()));
    }

    /** Categories beside numbers. */
    private Network mixed() throws IOException {
        GraphBuilder builder = new GraphBuilder("mixed", Operators::find);
        Value ids = builder.input("categories", new TensorType(DataType.INT64, Shape.of(1, 2)));
        Value numbers = builder.input("numbers", TensorType.floats(1, 3));
        Value table = builder.initializer("table", Constant.floats(Shape.of(4, 1), 1, 2, 3, 4));
        Value weight = builder.initializer("weight", Constant.floats(Shape.of(5, 2), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        Value embedded = builder.call("Flatten", NONE, builder.call("Gather", NONE, table, ids));
        Value all = builder.call("Concat", NONE.with("axis", 1), embedded, numbers);
        builder.output("y", builder.call("MatMul", NONE, all, weight));
        return read(new OnnxModel(builder.build(), 17));
    }

    private static final long[][] IDS = {{3, 0}, {1, 2}};
    private static final float[][] NUMBERS = {{0.5f, 1, 2}, {3, 4, 5}};

    @Test
    void examplesAreRowsInTheOrderOfTheNetworkWhateverThatOfTheCalls() throws IOException {
        Dataset dataset = mixed().examples("visits")
                .input("numbers", NUMBERS)
                .input("categories", IDS)
                .classes(new int[] {0, 1}, 2);
        assertEquals("visits", dataset.name());
        assertEquals(2, dataset.size());
        assertArrayEquals(new long[] {5}, dataset.featureShape());
        FloatBuffer row = FloatBuffer.allocate(5);
        dataset.copyFeatures(0, row);
        assertArrayEquals(new float[] {3, 0, 0.5f, 1, 2}, row.array());
        dataset.copyFeatures(1, row.clear());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5}, row.array());
    }

    @Test
    void examplesMayHaveRealTargets() throws IOException {
        Dataset dataset = mixed().examples("visits")
                .input("categories", IDS)
                .input("numbers", NUMBERS)
                .values(new float[][] {{1, 2}, {3, 4}}, 2);
        FloatBuffer target = FloatBuffer.allocate(2);
        dataset.copyTarget(1, target);
        assertArrayEquals(new float[] {3, 4}, target.array());
    }

    /** One input of numbers keeps its shape. */
    @Test
    void examplesOfOneInputHaveItsShape() {
        Network images = Network.of("images", new SequentialCell(new Flatten(), new Dense(6, 2)), 1, 2, 3);
        Dataset dataset = images.examples("images")
                .input("input", new float[][] {{1, 2, 3, 4, 5, 6}})
                .classes(new int[] {0}, 2);
        assertArrayEquals(new long[] {1, 2, 3}, dataset.featureShape());
    }

    @Test
    void whatDoesNotFitTheInputsIsRefused() throws IOException {
        ExampleBuilder examples = mixed().examples("visits");
        assertRefused(
                IllegalArgumentException.class,
                "input must be one of [categories, numbers], found ids",
                () -> examples.input("ids", IDS));
        assertRefused(
                IllegalArgumentException.class,
                "row 1 of input numbers must have 3 elements",
                () -> examples.input("numbers", new float[][] {{1, 2, 3}, {1, 2}}));
        assertRefused(
                IllegalArgumentException.class,
                "element 1 of row 0 of input categories must be a whole number that float32 holds exactly",
                () -> examples.input("categories", new long[][] {{0, (1L << 24) + 1}}));
        examples.input("categories", IDS);
        assertRefused(
                IllegalArgumentException.class,
                "inputs must be all of [categories, numbers], found [categories]",
                () -> examples.classes(new int[] {0, 1}, 2));
        examples.input("numbers", new float[][] {{1, 2, 3}});
        assertRefused(
                IllegalArgumentException.class,
                "input numbers must have 2 rows, as those before, found 1",
                () -> examples.classes(new int[] {0, 1}, 2));
    }
}
