package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.StepCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A weight behind an operator that reads no example is never left untrained in silence: it counts as a parameter, and the
 * gradient of each example is carried back to it. Where an operator has no such way, it is refused by name and can be
 * frozen.
 *
 * <p>Seen to fail when {@code NetworkGraph.of} took only what stands at an operator's parameter inputs.
 */
class ParameterExpressionsTest {
    private final Map<String, Constant> constants = new LinkedHashMap<>(Map.of(
            "w", Constant.floats(Shape.of(3, 3), 1, 0.5f, 0, 0, 1, -0.5f, 0.25f, 0, 1),
            "square", Constant.ints(3, 3),
            "row", Constant.ints(1, 3)));

    private static Node node(String operator, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), Attributes.none());
    }

    /** A network of nodes on x {@code [batch, 3]}, with y as its output. */
    private NetworkGraph network(Node... nodes) {
        return Networks.of(new Graph(
                "nodes",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3))),
                List.of(nodes),
                constants));
    }

    private static void assertRefused(NetworkGraph network, String... parts) {
        GraphException error = assertThrows(GraphException.class, () -> StepCompiler.checkTrainable(network));
        for (String part : parts) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
    }

    private static void assertTrains(NetworkGraph network) {
        StepCompiler.checkTrainable(network);
        TestNetwork test = new TestNetwork("nodes", network, new MeanSquaredError());
        Batch batch = Batch.draw(test, 3, 40);
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, 1);
        Gradient expected = naive.clippedSum(naive.middleNorm(), 1, 1, 1);
        Step.clipped(test, 3, 1)
                .run(Runner.DOUBLE, batch, naive.middleNorm())
                .sum()
                .assertClose(expected, 1e-9, "nodes");
    }

    @Test
    void aTransposedWeightIsTrainedAndMayBeFrozen() {
        constants.put("b", Constant.floats(Shape.of(3), 1, 2, 3));
        NetworkGraph network =
                network(node("Transpose", "t", "w"), node("MatMul", "z", "x", "t"), node("Add", "y", "z", "b"));
        assertEquals(Set.of("w", "b"), network.parameters());
        assertTrains(network);
        assertTrains(network.freeze(Set.of("w")));
    }

    @Test
    void soIsOneBehindAChain() {
        assertTrains(network(
                node("Identity", "i", "w"),
                node("Relu", "r", "i"),
                node("Reshape", "s", "r", "square"),
                node("Transpose", "t", "s"),
                node("Softmax", "p", "t"),
                node("Dropout", "d", "p"),
                node("MatMul", "y", "x", "d")));
    }

    @Test
    void soIsOneThatIsUsedDirectlyAsWell() {
        assertTrains(
                network(node("MatMul", "z", "x", "w"), node("Transpose", "t", "w"), node("MatMul", "y", "z", "t")));
    }

    @Test
    void soAreWeightsThatMeetEachOther() {
        constants.put("v", Constant.floats(Shape.of(3, 3), 2, 1, 0, 0, 1, 0.5f, 0.25f, 3, 1));
        for (String operator : List.of("Add", "Mul", "Sub", "Div", "MatMul")) {
            NetworkGraph network = network(node(operator, "s", "w", "v"), node("MatMul", "y", "x", "s"));
            assertEquals(Set.of("v", "w"), network.parameters());
            if (operator.equals("Div")) {
                constants.put("v", Constant.floats(Shape.of(3, 3), 2, 1, 4, 4, 1, 0.5f, 0.25f, 3, 1));
                network = network(node(operator, "s", "w", "v"), node("MatMul", "y", "x", "s"));
            }
            assertTrains(network);
            assertTrains(network.freeze(Set.of("v")));
        }
    }

    @Test
    void soAreABiasAndAScaleInAnotherShape() {
        constants.put("b", Constant.floats(Shape.of(3), 1, 2, 3));
        assertTrains(
                network(node("Reshape", "r", "b", "row"), node("Add", "z", "x", "r"), node("MatMul", "y", "z", "w")));
        assertTrains(network(node("Tanh", "r", "b"), node("LayerNormalization", "y", "x", "r")));
    }

    @Test
    void aWeightBeforeTheExamplesIsTrained() {
        assertTrains(network(node("Transpose", "t", "x"), node("MatMul", "z", "w", "t"), node("Transpose", "y", "z")));
    }

    /** As DeBERTa does with its table of relative positions. */
    @Test
    void soIsAWeightThatIsNormalizedByTrainedNumbers() {
        constants.put("b", Constant.floats(Shape.of(3), 1, 2, 3));
        constants.put("c", Constant.floats(Shape.of(3), 0.5f, -1, 2));
        for (String frozen : List.of("", "w", "b")) {
            NetworkGraph plain = network(node("LayerNormalization", "n", "w", "b"), node("MatMul", "y", "x", "n"));
            assertEquals(Set.of("w", "b"), plain.parameters());
            NetworkGraph moved = network(node("LayerNormalization", "n", "w", "b", "c"), node("MatMul", "y", "x", "n"));
            assertEquals(Set.of("w", "b", "c"), moved.parameters());
            for (NetworkGraph network : List.of(plain, moved)) {
                assertTrains(frozen.isEmpty() ? network : network.freeze(Set.of(frozen)));
            }
        }
    }

    /** As splines' scaled coefficients, thresholds in ascending order and masked weights are written without folding. */
    @Test
    void soAreWeightsThatAreFlattenedSummedUpOrCutToATriangle() {
        constants.put("cube", Constant.ints(3, 1, 3));
        constants.put("axis", ReferenceTensor.longs(Shape.of(), 0).toConstant());
        constants.put("last", ReferenceTensor.longs(Shape.of(), -1).toConstant());
        assertTrains(network(
                node("Tanh", "t", "w"),
                node("Reshape", "c", "t", "cube"),
                node("Flatten", "f", "c"),
                node("MatMul", "y", "x", "f")));
        for (String axis : List.of("axis", "last")) {
            assertTrains(network(node("Exp", "e", "w"), node("CumSum", "s", "e", axis), node("MatMul", "y", "x", "s")));
        }
        assertTrains(network(node("Exp", "e", "w"), node("Trilu", "s", "e"), node("MatMul", "y", "x", "s")));
    }

    @Test
    void whatHasNoSuchWayIsRefusedByName() {
        constants.put("v", constants.get("w"));
        assertRefused(
                network(node("Gemm", "n", "w", "v"), node("MatMul", "y", "x", "n")),
                "node node_n (Gemm)",
                "parameters alone",
                "freeze");
    }

    @Test
    void whatIsPassedOnIsTrained() {
        NetworkGraph network = network(
                node("Reshape", "r", "w", "square"),
                node("Dropout", "d", "r"),
                node("MatMul", "z", "x", "d"),
                node("MatMul", "y", "z", "w"));
        assertEquals(Set.of("w"), network.parameters());
        assertTrains(network);
    }

    @Test
    void whatDoesNotMatterIsNotRefused() {
        constants.put("unread", constants.get("w"));
        NetworkGraph network = network(
                node("Transpose", "t", "unread"),
                node("Transpose", "u", "w"),
                node("MatMul", "after", "x", "u"),
                node("MatMul", "y", "x", "w"));
        assertEquals(Set.of("w"), network.parameters());
        assertTrains(network);
    }

    @Test
    void frozenStatisticsAndRatiosAreNoParameters() {
        for (String name : List.of("scale", "bias", "mean", "variance")) {
            constants.put(name, Constant.floats(Shape.of(3), 1, 2, 3));
        }
        constants.put("vector", Constant.ints(3));
        constants.put("ratio", Constant.floats(Shape.of(), 0.5f));
        NetworkGraph network = network(
                node("Relu", "m", "mean"),
                node("Tanh", "v", "variance"),
                node("BatchNormalization", "n", "x", "scale", "bias", "m", "v"),
                node("Dropout", "y", "n", "ratio"));
        assertEquals(Set.of("scale", "bias"), network.parameters());
        assertTrains(network);
    }

    /** Exporters write weights as initializers, and the numbers of a program as Constant nodes. */
    @Test
    void numbersOfTheProgramMayGoThroughAnything() {
        constants.put("mean", Constant.floats(Shape.of(3), 1, 2, 3).literal());
        NetworkGraph network =
                network(node("Reshape", "r", "mean", "row"), node("Add", "z", "x", "r"), node("MatMul", "y", "z", "w"));
        assertEquals(Set.of("w"), network.parameters());
        assertTrains(network);
        // Also after a model was saved.
        OnnxModel model = new OnnxModel(network.graph(), 17);
        OnnxModel read = OnnxFormat.read(OnnxFormat.write(OnnxFormat.read(OnnxFormat.write(model))));
        assertEquals(model, read);
        assertEquals(Set.of("w"), Networks.of(read.graph()).parameters());
    }

    /** What is not trained any more may be served. */
    @Test
    void forwardPassesTakeAllOfThem() {
        NetworkGraph network = network(node("Transpose", "t", "w"), node("MatMul", "y", "x", "t"));
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), TestTargets.grouped(), 2);
        assertEquals(List.of("w"), forward.parameters());
    }

    /** Was wrong once: a weight behind Sign was no parameter at all, and the bias beside it was trained alone. */
    @ParameterizedTest
    @ValueSource(strings = {"Sign", "Floor", "Round", "Ceil"})
    void aRoundedWeightIsRefusedAndCanBeFrozen(String operator) {
        constants.put("scale", Constant.floats(Shape.of(3), 1, 2, 3));
        constants.put("bias", Constant.floats(Shape.of(3), 1, 2, 3));
        NetworkGraph network = network(
                node("Mul", "scaled", "w", "scale"),
                node(operator, "rounded", "scaled"),
                node("MatMul", "product", "x", "rounded"),
                node("Add", "y", "product", "bias"));
        assertRefused(
                network, "parameter w does not influence the output", "no gradient passes", "freeze or remove it");
        NetworkGraph frozen = network.freeze(Set.of("w", "scale"));
        assertEquals(Set.of("bias"), frozen.parameters());
        StepCompiler.checkTrainable(frozen);
    }

    /** What examples are compared with is no weight. */
    @Test
    void numbersBesideRoundedExamplesAreNoParameters() {
        constants.put("scale", Constant.floats(Shape.of(3), 1, 2, 3));
        NetworkGraph network = network(
                node("Mul", "scaled", "x", "scale"), node("Sign", "sign", "scaled"), node("MatMul", "y", "sign", "w"));
        assertEquals(Set.of("w"), network.parameters());
    }

    /** Was passed over in silence: scores decide which weights count, and are not trained. */
    @Test
    void weightsThatAreOnlyComparedAreNamed() {
        constants.put("scores", Constant.floats(Shape.of(3, 3), 1, -0.5f, 0, 2, 1, -0.5f, 0.25f, 3, 1));
        constants.put("threshold", Constant.floats(Shape.of(), 0));
        constants.put("zero", Constant.floats(Shape.of(3), 0, 0, 0));
        constants.put("mask", Constant.floats(Shape.of(3, 3), 1, 0, 0, 1, 1, 0, 1, 1, 1));
        NetworkGraph network = network(
                node("Greater", "counts", "scores", "threshold"),
                node("Where", "some", "counts", "w", "zero"),
                node("Greater", "seen", "mask", "threshold"),
                node("Where", "fewer", "seen", "some", "zero"),
                node("MatMul", "y", "x", "fewer"));
        assertEquals(Set.of("scores"), Networks.compared(network));
        assertTrue(network.parameters().contains("w"), network.parameters().toString());
    }
}
