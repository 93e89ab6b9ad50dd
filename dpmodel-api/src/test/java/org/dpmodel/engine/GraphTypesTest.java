package org.dpmodel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;

class GraphTypesTest {
    private static final Constant DIMS = Constant.ints(3, -1);

    private static Graph graph(List<Node> nodes, TensorType output) {
        return new Graph(
                "g",
                List.of(new ValueInfo("x", TensorType.floats(2, 6))),
                List.of(new ValueInfo("y", output)),
                nodes,
                Map.of("dims", DIMS));
    }

    private static Node node(String name, String operator, List<String> inputs, String output) {
        return new Node(name, operator, inputs, List.of(output), Attributes.none());
    }

    @Test
    void givesTheShapeThatTheCompilerInfers() {
        Node reshape = node("r", "Reshape", List.of("x", "dims"), "y");
        GraphTypes types = GraphTypes.of(graph(List.of(reshape), TensorType.floats(3, 4)));
        assertEquals(Shape.of(3, 4), types.outputShape(reshape, 0));
        assertEquals(Shape.of(2, 6), types.call(reshape).input(0).shape());
    }

    @Test
    void outputStatedWithAnotherTypeIsRefused() {
        Graph graph = graph(List.of(node("r", "Reshape", List.of("x", "dims"), "y")), TensorType.floats(4, 3));
        EngineException e = assertThrows(EngineException.class, () -> GraphTypes.of(graph));
        assertTrue(e.getMessage().contains("output y of graph g is declared as"), e.getMessage());
    }

    @Test
    void operatorOfAnEngineAloneIsAnErrorWhereItsShapeIsAskedFor() {
        Node own = node("own", "EnginesOwn", List.of("x"), "h");
        Node reshape = node("r", "Reshape", List.of("h", "dims"), "y");
        GraphTypes types = GraphTypes.of(graph(List.of(own, reshape), TensorType.floats(3, 4)));
        assertEquals(Shape.of(3, 4), types.outputShape(reshape, 0), "what the graph states");
        EngineException e = assertThrows(EngineException.class, () -> types.call(reshape));
        assertTrue(e.getMessage().contains("node r (Reshape): the shape of h is unknown"), e.getMessage());
    }

    @Test
    void nodeThatDoesNotTakeItsInputsIsNamedWithTheReason() {
        Node reshape = node("r", "Reshape", List.of("x", "dims"), "h");
        Node wrong = node("w", "MatMul", List.of("h", "x"), "z");
        Node last = node("l", "Relu", List.of("z"), "y");
        GraphTypes types = GraphTypes.of(graph(List.of(reshape, wrong, last), TensorType.floats(1)));
        EngineException e = assertThrows(EngineException.class, () -> types.outputShape(wrong, 0));
        assertTrue(e.getMessage().startsWith("graph g, node w (MatMul): "), e.getMessage());
    }
}
