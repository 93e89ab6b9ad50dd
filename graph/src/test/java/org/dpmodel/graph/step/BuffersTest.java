package org.dpmodel.graph.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which initializers are weights, and which are only numbers that a network needs. */
class BuffersTest {
    private final Map<String, Constant> constants = new LinkedHashMap<>(Map.of(
            "w", Constant.floats(Shape.of(3, 3), 1, 0.5f, 0, 0, 1, -0.5f, 0.25f, 0, 1),
            "b", Constant.floats(Shape.of(3), 1, 2, 3),
            "mean", Constant.floats(Shape.of(3), 3, 2, 1),
            "deviation", Constant.floats(Shape.of(3, 1), 2, 2, 1),
            "row", Constant.ints(1, 3)));

    private static Node node(String operator, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), Attributes.none());
    }

    private Graph graph(Node... nodes) {
        return new Graph(
                "nodes",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3))),
                List.of(nodes),
                constants);
    }

    private static void assertSplit(Graph graph, Set<String> parameters, Set<String> buffers) {
        assertEquals(parameters, Networks.of(graph).parameters());
        assertEquals(buffers, Networks.buffers(graph));
    }

    @Test
    void whatStandardizesTheInputIsABuffer() {
        assertSplit(
                graph(
                        node("Identity", "i", "x"),
                        node("Sub", "c", "i", "mean"),
                        node("Reshape", "d", "deviation", "row"),
                        node("Div", "s", "c", "d"),
                        node("MatMul", "z", "s", "w"),
                        node("Add", "y", "z", "b")),
                Set.of("w", "b"),
                Set.of("mean", "deviation"));
    }

    /** Seen to leave the tokens of a table's features untrained. */
    @Test
    void whatMakesMoreNumbersOfTheInputIsALayer() {
        constants.put("axis", Constant.ints(2));
        constants.put("tokens", Constant.floats(Shape.of(1, 3, 2), 1, 2, 3, 4, 5, 6));
        constants.put("shift", Constant.floats(Shape.of(1, 3, 2), 1, 0, 1, 0, 1, 0));
        constants.put("last", Constant.ints(-1));
        Attributes sums = Attributes.none().with("keepdims", 0);
        assertSplit(
                graph(
                        node("Unsqueeze", "wide", "x", "axis"),
                        node("Mul", "scaled", "wide", "tokens"),
                        node("Add", "moved", "scaled", "shift"),
                        new Node("sum", "ReduceSum", List.of("moved", "last"), List.of("z"), sums),
                        node("MatMul", "y", "z", "w")),
                Set.of("tokens", "shift", "w"),
                Set.of());
    }

    @Test
    void sinesAndCosinesOfTheSameAnglesAreBuffers() {
        constants.put("turn", Constant.floats(Shape.of(3), 1, 0.6f, -0.8f));
        constants.put("side", Constant.floats(Shape.of(3), 0, 0.8f, 0.6f));
        constants.put("ones", Constant.floats(Shape.of(3), 1, 1, 1));
        constants.put("zeros", Constant.floats(Shape.of(3), 0, 0, 0));
        assertSplit(
                graph(
                        node("MatMul", "z", "x", "w"),
                        node("Mul", "a", "z", "turn"),
                        node("Mul", "c", "z", "side"),
                        node("Add", "s", "a", "c"),
                        node("Mul", "scaled", "s", "ones"),
                        node("Add", "y", "scaled", "zeros")),
                Set.of("w", "ones", "zeros"),
                Set.of("turn", "side"));
    }

    @Test
    void behindAnyOtherOperatorItIsAParameter() {
        assertSplit(
                graph(
                        node("Tanh", "t", "x"),
                        node("Sub", "c", "t", "mean"),
                        node("MatMul", "z", "c", "w"),
                        node("Add", "y", "z", "b")),
                Set.of("w", "b", "mean"),
                Set.of());
    }

    @Test
    void soIsOneThatIsAWeightElsewhere() {
        assertSplit(
                graph(node("Sub", "c", "x", "b"), node("MatMul", "z", "c", "w"), node("Add", "y", "z", "b")),
                Set.of("w", "b"),
                Set.of());
    }

    @Test
    void soIsAllThatThereIs() {
        assertSplit(graph(node("Mul", "z", "x", "mean"), node("Add", "y", "z", "b")), Set.of("mean", "b"), Set.of());
    }

    /** PyTorch's, and those with which scikit-learn's converter makes a column of ones for KBinsDiscretizer. */
    @ParameterizedTest
    @ValueSource(strings = {"val_7", "zero_float", "one_float", "one_float3"})
    void singleNumbersThatAnExporterNamedAreBuffers(String name) {
        constants.put(name, Constant.floats(Shape.of(), 0.5f));
        constants.put("gate", Constant.floats(Shape.of(), 0.5f));
        assertSplit(
                graph(node("MatMul", "z", "x", "w"), node("Mul", "h", "z", name), node("Mul", "y", "h", "gate")),
                Set.of("w", "gate"),
                Set.of(name));
    }

    /** As jax2onnx sorts: what is not a number comes last. Seen to be refused as a weight that has diverged. */
    @Test
    void anInfiniteNumberIsABuffer() {
        constants.put("last", Constant.floats(Shape.of(), Float.POSITIVE_INFINITY));
        assertSplit(
                graph(node("IsNaN", "n", "x"), node("Where", "k", "n", "last", "x"), node("MatMul", "y", "k", "w")),
                Set.of("w"),
                Set.of("last"));
    }

    /** As jax2onnx writes RMSNorm; seen to be trained, and moved below zero by noise, so that roots were no numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"Sqrt", "Log", "Reciprocal", "Cast", "Tanh"})
    void theEpsilonOfANormalizationIsABuffer(String reader) {
        constants.put("e", Constant.floats(Shape.of(), 1e-6f));
        Attributes floats = Attributes.none().with("to", 1);
        Node same = reader.equals("Cast")
                ? new Node("same", "Cast", List.of("sum"), List.of("r"), floats)
                : node("Identity", "r", "sum");
        assertSplit(
                graph(
                        node("MatMul", "z", "x", "w"),
                        node("Mul", "square", "z", "z"),
                        node("CastLike", "like", "e", "square"),
                        node("Add", "sum", "square", "like"),
                        same,
                        node(reader.equals("Cast") ? "Sqrt" : reader, "root", "r"),
                        node("Div", "y", "z", "root")),
                reader.equals("Tanh") ? Set.of("w", "e") : Set.of("w"),
                reader.equals("Tanh") ? Set.of() : Set.of("e"));
    }

    /** Larger numbers may be weights, and so may small ones that are read elsewhere. */
    @Test
    void otherSummandsBeforeARootAreParameters() {
        constants.put("large", Constant.floats(Shape.of(), 0.5f));
        constants.put("small", Constant.floats(Shape.of(), 1e-3f));
        assertSplit(
                graph(
                        node("MatMul", "z", "x", "w"),
                        node("Mul", "square", "z", "z"),
                        node("Add", "sum", "square", "large"),
                        node("Add", "other", "square", "small"),
                        node("Sqrt", "root", "sum"),
                        node("Sqrt", "second", "other"),
                        node("Add", "both", "root", "second"),
                        node("Add", "y", "both", "other")),
                Set.of("w", "large", "small"),
                Set.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dpa_scale_0",
                "dpa_zero_weights_1",
                "rms_eps_2",
                "squareplus_half_0",
                "9-Default/data-0",
                "auto.cast.4",
                "prod_operand"
            })
    void soAreThoseOfOtherExporters(String name) {
        constants.put(name, Constant.floats(Shape.of(), 0.5f));
        constants.put("temperature_0", Constant.floats(Shape.of(), 0.5f));
        assertSplit(
                graph(
                        node("MatMul", "z", "x", "w"),
                        node("Mul", "h", "z", name),
                        node("Mul", "y", "h", "temperature_0")),
                Set.of("w", "temperature_0"),
                Set.of(name));
    }

    /**
     * As scikit-learn's converter writes a square; seen to be trained: the derivative for an exponent is the logarithm of the
     * base, so that half of all records had no finite gradient. A pooling's exponent, which can be trained, has an axis.
     */
    @ParameterizedTest
    @ValueSource(strings = {"exponent", "power", "pool.p"})
    void aWholeExponentIsABuffer(String name) {
        boolean trained = !name.equals("exponent");
        constants.put(
                name,
                Constant.floats(name.equals("pool.p") ? Shape.of(1) : Shape.of(), name.equals("power") ? 1.5f : 2));
        assertSplit(
                graph(node("MatMul", "z", "x", "w"), node("Pow", "y", "z", name)),
                trained ? Set.of("w", name) : Set.of("w"),
                trained ? Set.of() : Set.of(name));
    }

    @Test
    void eachBufferHasItsReason() {
        constants.put("val_7", Constant.floats(Shape.of(), 0.5f));
        Graph graph =
                graph(node("Sub", "c", "x", "mean"), node("MatMul", "z", "c", "w"), node("Mul", "y", "z", "val_7"));
        assertEquals(
                Map.of(
                        "mean", "standardizes the input in node node_c",
                        "val_7", "a single number in the arithmetic of node node_y"),
                Networks.bufferReasons(graph));
    }

    @Test
    void literalNumbersThatAreAddedAreNoParameters() {
        constants.put("epsilon", Constant.floats(Shape.of(1), 1e-5f).literal());
        assertSplit(
                graph(node("MatMul", "z", "x", "w"), node("Add", "y", "z", "epsilon")), Set.of("w"), Set.of("epsilon"));
    }

    /** As an attention has it, causal or not, and the identity that a transformation net adds; a bias that starts so is none. */
    @ParameterizedTest
    @ValueSource(strings = {"masked", "identity", "triangle", "bias", "pattern", "zeros"})
    void masksAndIdentitiesAreBuffers(String kind) {
        float[] numbers =
                switch (kind) {
                    case "masked" -> new float[] {0, -1e9f, -1e9f, 0, 0, -1e9f, 0, -1e9f, 0};
                    case "identity" -> new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1};
                    case "triangle" -> new float[] {1, 0, 0, 1, 1, 0, 1, 1, 1};
                    case "bias" -> new float[] {0, 1, 0};
                    case "pattern" -> new float[] {1, 0, 0, 1, 0, 0, 1, 0, 0};
                    default -> new float[9];
                };
        boolean buffer = List.of("masked", "identity", "triangle").contains(kind);
        constants.put("table", Constant.floats(Shape.of(numbers.length / 3, 3), numbers));
        constants.put("front", Constant.ints(1));
        Graph graph = graph(
                node("MatMul", "z", "x", "w"),
                node("Unsqueeze", "u", "z", "front"),
                node("Add", "m", "u", "table"),
                node("ReduceSum", "y", "m", "front"));
        assertSplit(graph, buffer ? Set.of("w") : Set.of("w", "table"), buffer ? Set.of("table") : Set.of());
    }

    /** Where a matrix is a weight, it is one whatever it starts as. */
    @Test
    void anIdentityThatExamplesAreMultipliedByIsAParameter() {
        constants.put("identity", Constant.floats(Shape.of(3, 3), 1, 0, 0, 0, 1, 0, 0, 0, 1));
        assertSplit(
                graph(node("MatMul", "z", "x", "w"), node("MatMul", "y", "z", "identity")),
                Set.of("w", "identity"),
                Set.of());
    }

    /** As channels' means in the middle of a network; in a file that keeps all weights in such nodes they are weights. */
    /** Was wrong once: of a Paddle file biases of convolutions, class tokens and all of layer normalization stayed as they were. */
    @Test
    void whereAllIsALiteralWeightsThatAreMovedAreParameters() {
        constants.replaceAll((name, constant) -> constant.literal());
        constants.put("flat", Constant.floats(Shape.of(1, 3), 1, 2, 4).literal());
        constants.put("scale", Constant.floats(Shape.of(3), 1, 2, 3).literal());
        constants.put("number", Constant.floats(Shape.of(), 0.5f).literal());
        constants.put("three", Constant.ints(3));
        assertSplit(
                graph(
                        node("MatMul", "z", "x", "w"),
                        node("Reshape", "bias", "flat", "three"),
                        node("Add", "moved", "z", "bias"),
                        node("Identity", "same", "scale"),
                        node("Reshape", "row3", "same", "three"),
                        node("Mul", "scaled", "moved", "row3"),
                        node("Mul", "y", "scaled", "number")),
                Set.of("w", "flat", "scale"),
                Set.of("number"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void constantsOfTheProgramAreBuffersWhereWeightsAreInitializers(boolean stored) {
        Constant weight = constants.get("w");
        constants.put("w", stored ? weight : weight.literal());
        constants.remove("b");
        constants.remove("mean");
        constants.remove("deviation");
        constants.put("scale", Constant.floats(Shape.of(3), 1, 2, 3).literal());
        assertSplit(
                graph(node("MatMul", "z", "x", "w"), node("Add", "y", "z", "scale")),
                stored ? Set.of("w") : Set.of("w", "scale"),
                stored ? Set.of("scale") : Set.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sinesAndCosinesOfPositionsAreBuffers(boolean besideEachOther) {
        float[] angles = new float[3 * 4];
        for (int position = 0; position < 3; position++) {
            for (int pair = 0; pair < 2; pair++) {
                double angle = position * Math.pow(0.1, pair) + 0.3;
                int sine = position * 4 + (besideEachOther ? 2 * pair : pair);
                angles[sine] = (float) Math.sin(angle);
                angles[sine + (besideEachOther ? 1 : 2)] = (float) Math.cos(angle);
            }
        }
        constants.put("wide", Constant.floats(Shape.of(1, 4), 1, 2, 3, 4));
        constants.put("positions", Constant.floats(Shape.of(1, 3, 4), angles));
        angles[5] += 0.01f;
        constants.put("trained", Constant.floats(Shape.of(1, 3, 4), angles));
        constants.put("last", Constant.ints(2));
        assertSplit(
                graph(
                        node("Tanh", "r", "x"),
                        node("Unsqueeze", "u", "r", "last"),
                        node("MatMul", "z", "u", "wide"),
                        node("Add", "p", "z", "positions"),
                        node("Add", "t", "p", "trained"),
                        node("ReduceSum", "y", "t", "last")),
                Set.of("wide", "trained"),
                Set.of("positions"));
    }

    /** TensorFlow's converter names variables by what reads them. */
    @Test
    void operandsOfAProgramsArithmeticAreBuffers() {
        constants.put("model/multiply/Mul/y:0", Constant.floats(Shape.of(3), 1, 2, 3));
        constants.put("model/scale/mul/ReadVariableOp:0", Constant.floats(Shape.of(3), 1, 2, 3));
        assertSplit(
                graph(
                        node("MatMul", "z", "x", "w"),
                        node("Mul", "m", "z", "model/multiply/Mul/y:0"),
                        node("Mul", "y", "m", "model/scale/mul/ReadVariableOp:0")),
                Set.of("w", "model/scale/mul/ReadVariableOp:0"),
                Set.of("model/multiply/Mul/y:0"));
    }

    @Test
    void onesAndZerosOfAGroupNormalizationAreBuffers() {
        constants.put("ones", Constant.floats(Shape.of(1), 1));
        constants.put("zeros", Constant.floats(Shape.of(1), 0));
        constants.put("grouped", Constant.ints(0, 1, 3));
        List<Node> nodes = new ArrayList<>(List.of(
                node("MatMul", "z", "x", "w"),
                node("Reshape", "g", "z", "grouped"),
                node("InstanceNormalization", "n", "g", "ones", "zeros"),
                node("Flatten", "y", "n")));
        assertSplit(graph(nodes.toArray(Node[]::new)), Set.of("w"), Set.of("ones", "zeros"));
        nodes.add(2, node("Tanh", "t", "g"));
        nodes.set(3, node("InstanceNormalization", "n", "t", "ones", "zeros"));
        assertSplit(graph(nodes.toArray(Node[]::new)), Set.of("w", "ones", "zeros"), Set.of());
        nodes.remove(2);
        nodes.set(2, node("InstanceNormalization", "n", "g", "zeros", "ones"));
        assertSplit(graph(nodes.toArray(Node[]::new)), Set.of("w", "ones", "zeros"), Set.of());
    }

    /** InstanceNorm without scale and bias, which ONNX has not; one that has both may begin with ones and zeros as well. */
    @Test
    void soAreThoseThatAnExporterMade() {
        constants.put("three", Constant.ints(0, 3, 1));
        for (String made : List.of("/norm/Constant_", "val_")) {
            Constant ones = Constant.floats(Shape.of(3), 1, 1, 1);
            Constant zeros = Constant.floats(Shape.of(3), 0, 0, 0);
            boolean node = made.startsWith("/");
            constants.put(made + 1, node ? ones.literal() : ones);
            constants.put(made + 2, node ? zeros.literal() : zeros);
            constants.put("norm.weight", ones);
            constants.put("norm.bias", zeros);
            assertSplit(
                    graph(
                            node("MatMul", "z", "x", "w"),
                            node("Reshape", "g", "z", "three"),
                            node("Tanh", "t", "g"),
                            node("InstanceNormalization", "n", "t", made + 1, made + 2),
                            node("InstanceNormalization", "m", "n", "norm.weight", "norm.bias"),
                            node("Flatten", "y", "m")),
                    Set.of("w", "norm.weight", "norm.bias"),
                    Set.of(made + 1, made + 2));
        }
    }

    @Test
    void whatTheFileSaysToBeOneIsABuffer() {
        constants.put("slope", Constant.floats(Shape.of(3), 1, 0.5f, 0.25f).buffer());
        Graph graph = graph(node("MatMul", "z", "x", "w"), node("Mul", "y", "z", "slope"));
        assertSplit(graph, Set.of("w"), Set.of("slope"));
        assertEquals(Map.of("slope", "a buffer, as its exporter says"), Networks.bufferReasons(graph));
    }

    @Test
    void soAreThoseOfAFileThatPyTorchWrote() throws IOException {
        Path file = Path.of(
                System.getProperty("dpmodel.rootDirectory", ".."), "..", "shared", "models", "resnet_gn_dynamo.onnx");
        if (Files.notExists(file)) {
            System.err.println("SKIPPED: the group normalization of a file by PyTorch; " + file + " is missing");
            return;
        }
        Graph graph = OnnxFormat.read(Files.readAllBytes(file)).graph();
        assertEquals(Set.of("val_15", "val_18"), Networks.buffers(graph));
        assertEquals(29, Networks.of(graph).parameters().size());
    }
}
