package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NodeNetworks.assertEqualsLoop;
import static org.dpmodel.graph.evidence.NodeNetworks.node;
import static org.dpmodel.graph.evidence.NodeNetworks.nodes;
import static org.dpmodel.graph.evidence.NodeNetworks.square;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be compiled says so in one message. */
class CompileErrorTest {
    private static final Attributes NONE = Attributes.none();

    private static void assertRefused(TestNetwork test, String... parts) {
        GraphException error = assertThrows(GraphException.class, () -> Step.clipped(test, 4, 1));
        assertMentions(error, parts);
    }

    private static void assertMentions(GraphException error, String... parts) {
        for (String part : parts) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
    }

    @Test
    void unknownOperators() {
        GraphException error = assertThrows(
                GraphException.class,
                () -> Networks.of(nodes(Map.of(), Set.of(), node("NonZero", "y", "x"))
                        .network()
                        .graph()));
        assertMentions(error, "node_y", "networks cannot contain operator NonZero: the shape of its output depends");
        error = assertThrows(
                GraphException.class,
                () -> Networks.of(nodes(Map.of(), Set.of(), node("Det", "y", "x"))
                        .network()
                        .graph()));
        assertMentions(error, "node node_y: operator Det has no derivative", "networks may contain [Abs, ");
        assertRefused(
                nodes(Map.of(), Set.of(), node("ReverseSequence", "y", "x")),
                "node_y",
                "networks cannot contain operator ReverseSequence: it moves");
    }

    /** MindSpore 2.10 writes {@code x[:, -1]} as a slice from -1 to 0 (findings). */
    @Test
    void emptySliceIsExplained() {
        Constant last = Constant.ints(-1);
        Constant end = Constant.ints(0);
        Constant axis = Constant.ints(1);
        assertRefused(
                nodes(
                        Map.of("last", last, "end", end, "axis", axis),
                        Set.of(),
                        node("Slice", "none", "x", "last", "end", "axis"),
                        node("Squeeze", "y", "none", "axis")),
                "node_y",
                "its size is not 1",
                "write x[:, length - 1] there");
    }

    @Test
    void unknownOperatorsAreNamedAllAtOnce() {
        GraphException error = assertThrows(
                GraphException.class,
                () -> Networks.of(nodes(
                                Map.of(),
                                Set.of(),
                                node("Det", "d", "x"),
                                node("NonZero", "n", "d"),
                                node("Det", "e", "n"),
                                node("ReverseSequence", "y", "e"))
                        .network()
                        .graph()));
        assertMentions(
                error,
                "operators Det, NonZero, ReverseSequence (nodes node_d, node_n, node_y) have no derivative",
                "; NonZero: the shape of its output depends on the values of the examples",
                "; ReverseSequence: it moves elements by lengths",
                "; networks may contain [Abs, ");
    }

    @Test
    void placesWithoutARuleForParameters() {
        assertRefused(
                nodes(
                        Map.of(
                                "w", Constant.floats(Shape.of(1, 1, 3), 1, 2, 3),
                                "k", Constant.floats(Shape.of(1, 1, 1), 2)),
                        Set.of("w", "k"),
                        node("Conv", "t", "w", "k"),
                        node("Flatten", "f", "t"),
                        node("Add", "y", "x", "f")),
                "node_t",
                "Conv",
                "parameters alone",
                "freeze");
    }

    @Test
    void statisticsOfABatchNormalizationCannotBeTrained() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        for (String name : List.of("scale", "bias", "mean", "variance")) {
            constants.put(name, Constant.floats(Shape.of(3), 1, 2, 3));
        }
        assertRefused(
                nodes(
                        constants,
                        Set.of("mean"),
                        node("BatchNormalization", "y", "x", "scale", "bias", "mean", "variance")),
                "node_y",
                "no derivative for its input 3",
                "mean",
                "freeze");
    }

    @Test
    void parametersWithoutInfluence() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("w", square());
        constants.put("unused", square());
        assertRefused(
                nodes(constants, Set.of("w", "unused"), node("MatMul", "y", "x", "w")),
                "parameter unused does not influence the output",
                "freeze or remove");
        assertRefused(
                nodes(
                        constants,
                        Set.of("w", "unused"),
                        node("MatMul", "dead", "x", "unused"),
                        node("MatMul", "y", "x", "w")),
                "parameter unused does not influence the output");
    }

    @Test
    void nothingToTrain() {
        assertRefused(nodes(Map.of(), Set.of(), node("Relu", "y", "x")), "no trained parameter");
        Graph through = new Graph(
                "through",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(),
                Map.of());
        TestNetwork test = new TestNetwork("through", Networks.of(through), new MeanSquaredError());
        assertRefused(test, "no trained parameter");
    }

    @Test
    void outputsThatAreNoRows() {
        assertRefused(
                nodes(Map.of("w", square()), Set.of("w"), node("MatMul", "z", "x", "w"), node("Transpose", "y", "z")),
                "output y",
                "one row for each example",
                "axis 1");
        assertRefused(nodes(Map.of("w", square()), Set.of("w"), node("Identity", "y", "w")), "output y", "no example");
    }

    @Test
    void inputsAndOutputsAreOneEach() {
        Graph two = new Graph(
                "two",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(
                        new ValueInfo("a", TensorType.floats(Shape.BATCH, 3)),
                        new ValueInfo("b", TensorType.floats(Shape.BATCH, 3))),
                List.of(node("Relu", "a", "x"), node("Tanh", "b", "x")),
                Map.of());
        assertMentions(
                assertThrows(GraphException.class, () -> Networks.of(two)), "at least one input, and one output");
    }

    @Test
    void batchesThatDoNotFit() {
        TestNetwork test = TestNetworks.dense().get(0);
        GraphException error = assertThrows(GraphException.class, () -> Step.clipped(test, 5, 2));
        assertMentions(error, "5", "microbatch size 2", "divisible");

        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("w", square());
        constants.put("shape", Constant.ints(2, 3));
        TestNetwork literal =
                nodes(constants, Set.of("w"), node("MatMul", "z", "x", "w"), node("Reshape", "y", "z", "shape"));
        assertRefused(literal, "node_y", "Reshape", "export it with -1");
        GraphException fitting = assertThrows(GraphException.class, () -> Step.clipped(literal, 2, 1));
        assertMentions(fitting, "batches of any size", "takes 2 examples and not 3", "node_y", "export it with -1");
    }

    /** Rows that are told apart by their position, by what is frozen and by what is trained. */
    @Test
    void valuesForEachRowOfTheBatch() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("w", square());
        constants.put("c", Constant.floats(Shape.of(4, 3), new float[12]));
        TestNetwork added = nodes(constants, Set.of("w"), node("MatMul", "z", "x", "w"), node("Add", "y", "z", "c"));
        assertRefused(added, "node_y", "4 values along the axis of examples", "Cure: ");
        assertThrows(GraphException.class, () -> Step.clipped(added, 3, 1));
        TestNetwork trained =
                nodes(constants, Set.of("w", "c"), node("MatMul", "z", "x", "w"), node("Add", "y", "z", "c"));
        assertRefused(trained, "node_y", "4 values along the axis of examples", "Cure: ");
        assertRefused(nodes(constants, Set.of("w"), node("Gemm", "y", "x", "w", "c")), "node_y", "input 2 (c, [4, 3])");
    }

    @Test
    void computedShapesAndAbsentInputs() {
        Map<String, Constant> constants = Map.of("w", square(), "shape", Constant.ints(-1, 3));
        assertEqualsLoop(nodes(
                constants,
                Set.of("w"),
                node("MatMul", "z", "x", "w"),
                node("Identity", "s", "shape"),
                node("Reshape", "y", "z", "s")));
        assertRefused(
                nodes(
                        constants,
                        Set.of("w"),
                        node("MatMul", "z", "x", "w"),
                        node("Cast", "s", "x"),
                        node("Reshape", "y", "z", "s")),
                "node_s",
                "Cast");
        assertEqualsLoop(nodes(constants, Set.of("w"), node("Gemm", "y", "x", "w", "")));
    }

    @Test
    void attributesWithoutARule() {
        NetworkSketch gemm = NetworkSketch.input("alpha", 3);
        Value w = gemm.parameter(3, 3);
        assertEqualsLoop(TestNetwork.regression(gemm.then("Gemm", NONE.with("alpha", new Attribute.Real(2)), w)));
        assertMentions(
                assertThrows(GraphException.class, () -> NetworkSketch.input("padding", 1, 5, 5)
                        .then("MaxPool", NetworkSketch.window(2, 2).with("pads", new long[] {2, 0, 0, 0}))),
                "a window lies entirely in the padding");
        assertEqualsLoop(TestNetwork.classifier(NetworkSketch.input("rank", 2, 3)
                .then(stack -> stack.then("MatMul", stack.parameter(1, 3, 3)))
                .dense(2)));
        NetworkSketch sequence = NetworkSketch.input("logits", 2, 3).then(s -> s.then("MatMul", s.parameter(3, 3)));
        TestNetwork test = new TestNetwork("logits", sequence.network(), new SoftmaxCrossEntropy());
        assertMentions(assertThrows(GraphException.class, () -> Step.clipped(test, 4, 1)), "logits [batch, classes]");
    }

    /** Rows of padding are zeros: their variance is zero, and 0 / 0 would reach the sums. */
    @ParameterizedTest
    @ValueSource(floats = {0, -1e-5f, Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY})
    void layerNormalizationThatDividesByZero(float epsilon) {
        NetworkSketch sketch = NetworkSketch.input("norm", 3);
        Attributes attributes = NONE.with("epsilon", new Attribute.Real(epsilon));
        assertMentions(
                assertThrows(
                        GraphException.class, () -> sketch.then("LayerNormalization", attributes, sketch.parameter(3))),
                "LayerNormalization",
                "epsilon must be",
                "found " + epsilon,
                "1e-5");
    }

    @Test
    void frozenVariancesThatDivideByZero() {
        assertRefused(frozen(0, 1, 0, 2), "node_y", "variance + epsilon must be", "found 0.0", "channel 1", "1e-5");
        assertRefused(frozen(0, Float.NaN), "node_y", "variance + epsilon must be", "found NaN", "channel 0");
        assertRefused(frozen(1e-5f, 1, -1e-5f), "node_y", "variance + epsilon must be", "channel 1");
        assertRefused(frozen(1e-5f, Float.POSITIVE_INFINITY), "node_y", "variance + epsilon must be", "channel 0");
        // A scale and a shift of each channel, as replacements of batch normalization have them.
        assertEqualsLoop(frozen(0, 1, 1, 1));
        assertEqualsLoop(frozen(1e-5f, 0, 1, 2));
    }

    /** The variances pass through Identity, as exporters write what layers share. */
    private static TestNetwork frozen(float epsilon, float... variance) {
        int channels = variance.length;
        Map<String, Constant> constants = new LinkedHashMap<>();
        for (String name : List.of("scale", "bias", "mean")) {
            constants.put(name, Constant.floats(Shape.of(channels), new float[channels]));
        }
        constants.put("variance", Constant.floats(Shape.of(channels), variance));
        Graph graph = new Graph(
                "frozen",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, channels))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, channels))),
                List.of(
                        node("Identity", "v", "variance"),
                        new Node(
                                "node_y",
                                "BatchNormalization",
                                List.of("x", "scale", "bias", "mean", "v"),
                                List.of("y"),
                                NONE.with("epsilon", new Attribute.Real(epsilon)))),
                constants);
        return new TestNetwork("frozen", new NetworkGraph(graph, Set.of("scale", "bias")), new MeanSquaredError());
    }

    @Test
    void unknownTargetsAndParameters() {
        NetworkGraph network = TestNetworks.dense().get(0).network();
        assertMentions(assertThrows(GraphException.class, () -> network.freeze(Set.of("q"))), "cannot freeze q", "p0");
        assertMentions(
                assertThrows(GraphException.class, () -> new NetworkGraph(network.graph(), Set.of("q"))),
                "parameter q",
                "initializer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"features", "targets", "unit_mask", "losses", "gradient_norms", "predictions", "clipping_norm"})
    void reservedNames(String name) {
        assertRefused(nodes(Map.of(name, square()), Set.of(name), node("MatMul", "y", "x", name)), name, "rename");
    }
}
