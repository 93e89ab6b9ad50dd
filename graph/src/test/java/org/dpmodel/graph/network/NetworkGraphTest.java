package org.dpmodel.graph.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Which parameters of a network are trained, and what its examples are made of. */
class NetworkGraphTest {
    private static Node node(String operator, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), Attributes.none());
    }

    private static Constant weight(float first) {
        return Constant.floats(Shape.of(2, 2), first, 0, 0, 1);
    }

    private static NetworkGraph network(List<ValueInfo> inputs) {
        Map<String, Constant> initializers = new LinkedHashMap<>();
        initializers.put("body.0.weight", weight(1));
        initializers.put("body.0.weight_2", weight(2));
        initializers.put("head.weight", weight(3));
        initializers.put("shape", Constant.ints(0, 2));
        Graph graph = new Graph(
                "net",
                inputs,
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 2))),
                List.of(
                        node("MatMul", "a", "x", "body.0.weight"),
                        node("MatMul", "b", "a", "body.0.weight"),
                        node("MatMul", "c", "b", "body.0.weight_2"),
                        node("MatMul", "d", "c", "body.0.weight"),
                        node("MatMul", "y", "d", "head.weight")),
                initializers);
        return new NetworkGraph(graph, Set.of("body.0.weight", "body.0.weight_2", "head.weight"));
    }

    private static ValueInfo input(String name, DataType type, long... dims) {
        return new ValueInfo(name, new TensorType(type, Shape.of(dims)));
    }

    private static NetworkGraph network() {
        return network(List.of(input("x", DataType.FLOAT, Shape.BATCH, 2)));
    }

    private static void assertRefused(String part, Executable work) {
        String message = assertThrows(GraphException.class, work).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void aStarStandsForAnyText() {
        assertEquals(Set.of("head.weight"), network().freeze(Set.of("body.*")).parameters());
        assertEquals(Set.of("head.weight"), network().trainable(Set.of("head*")).parameters());
        assertEquals(Set.of(), network().freeze(Set.of("*")).parameters());
        assertEquals(
                Set.of("body.0.weight", "head.weight"),
                network().trainable(Set.of("*.weight")).parameters());
        assertEquals(
                Set.of("body.0.weight_2", "head.weight"),
                network().freeze(Set.of("body.0.weight")).parameters());
    }

    /** Without quoting, the dot would fit any letter. */
    @Test
    void allOtherLettersStandForThemselves() {
        assertRefused(
                "cannot freeze body.?.weight: the names are [", () -> network().freeze(Set.of("body.?.weight")));
        assertRefused("cannot train bodyx0*: the names are [", () -> network().trainable(Set.of("bodyx0*")));
    }

    @Test
    void whatIsNoNumberCannotBeTrained() {
        assertRefused("cannot train shape", () -> network().trainable(Set.of("shape")));
        assertRefused(
                "cannot freeze head.weight: the names are [body",
                () -> network().trainable(Set.of("body*")).freeze(Set.of("head.weight")));
    }

    @Test
    void usesOfOneParameterGetOneEach() {
        NetworkGraph tied = network();
        assertEquals(Map.of("body.0.weight", 3), tied.ties());
        NetworkGraph untied = tied.untie();
        assertEquals(Map.of(), untied.ties());
        // The second name is taken.
        assertEquals(
                Set.of("body.0.weight", "body.0.weight_2", "head.weight", "body.0.weight_3", "body.0.weight_4"),
                untied.parameters());
        assertEquals(
                List.of("body.0.weight", "body.0.weight_3", "body.0.weight_2", "body.0.weight_4", "head.weight"),
                untied.graph().nodes().stream()
                        .map(node -> node.inputs().get(1))
                        .toList());
        assertEquals(weight(1), untied.graph().initializers().get("body.0.weight_4"));
        assertEquals(tied.output(), untied.output());
    }

    @Test
    void whatIsNotTrainedStaysShared() {
        NetworkGraph untied = network().freeze(Set.of("body.0.weight")).untie();
        assertEquals(Set.of("body.0.weight_2", "head.weight"), untied.parameters());
        assertEquals(4, untied.graph().initializers().size());
    }

    @Test
    void oneInputOfNumbersIsARowAsItIs() {
        assertFalse(network().isPacked());
        assertEquals(TensorType.floats(Shape.BATCH, 2), network().features());
    }

    @Test
    void otherInputsLieSideBySide() {
        NetworkGraph two = network(List.of(
                input("x", DataType.FLOAT, Shape.BATCH, 2),
                input("ids", DataType.INT64, Shape.BATCH, 3, 4),
                input("length", DataType.INT32, Shape.BATCH)));
        assertTrue(two.isPacked());
        assertEquals(TensorType.floats(Shape.BATCH, 2 + 12 + 1), two.features());
        assertTrue(network(List.of(input("x", DataType.INT64, Shape.BATCH, 2))).isPacked());
    }

    @Test
    void anInputOfNumbersHasAnAxisForThem() {
        assertRefused(
                "at least one axis behind the batch", () -> network(List.of(input("x", DataType.FLOAT, Shape.BATCH))));
        assertRefused(
                "at least one number for each example",
                () -> network(List.of(input("x", DataType.INT64, Shape.BATCH, 0))));
    }
}
