package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NodeNetworks.assertEqualsLoop;
import static org.dpmodel.graph.evidence.NodeNetworks.node;
import static org.dpmodel.graph.evidence.NodeNetworks.nodes;
import static org.dpmodel.graph.evidence.NodeNetworks.square;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks odd but is right compiles to the right numbers. */
class OddNetworksTest {
    @Test
    void frozenParametersMayStandAnywhere() {
        Map<String, Constant> both = new LinkedHashMap<>();
        both.put("w", square());
        both.put("b", Constant.floats(Shape.of(3), 1, 2, 3));
        assertEqualsLoop(nodes(
                both,
                Set.of("b"),
                node("Transpose", "t", "w"),
                node("Relu", "r", "t"),
                node("MatMul", "z", "x", "r"),
                node("Add", "y", "z", "b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"constant", "y_matmul", "layer.1/weight", "with space", "重み", "loss_sub", "gradient_sum_w", "0"})
    void anyOtherNameOfAParameter(String name) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("scalar", Constant.floats(Shape.of(), 0.5f));
        constants.put("constant_2", Constant.floats(Shape.of(3), 1, 2, 3));
        constants.put(name, square());
        assertEqualsLoop(nodes(
                constants,
                Set.of(name, "constant_2"),
                node("MatMul", "a", "x", name),
                node("Add", "b", "a", "scalar"),
                node("Tanh", "c", "b"),
                node("Add", "y", "c", "constant_2")));
    }

    @Test
    void intermediatesMayBeTheOutput() {
        Map<String, Constant> w = Map.of("w", square());
        assertEqualsLoop(nodes(
                w,
                Set.of("w"),
                node("MatMul", "z", "x", "w"),
                node("Tanh", "y", "z"),
                node("Relu", "after", "y"),
                node("Add", "unread", "after", "y")));
    }

    @Test
    void parametersThroughIdentityAreTheSameParameter() {
        assertEqualsLoop(nodes(
                Map.of("w", square()),
                Set.of("w"),
                node("Identity", "i", "w"),
                node("Identity", "j", "i"),
                node("MatMul", "a", "x", "w"),
                node("MatMul", "b", "x", "i"),
                node("Tanh", "c", "b"),
                node("MatMul", "d", "c", "j"),
                node("Add", "y", "a", "d")));
    }

    @Test
    void parametersAreFoundThroughIdentity() {
        Graph graph = nodes(Map.of("w", square()), Set.of(), node("Identity", "i", "w"), node("MatMul", "y", "x", "i"))
                .network()
                .graph();
        assertEquals(Set.of("w"), Networks.of(graph).parameters());
    }

    @Test
    void deepChains() {
        List<Node> chain = new ArrayList<>();
        chain.add(node("MatMul", "v0", "x", "w"));
        for (int i = 1; i < 500; i++) {
            chain.add(node(
                    i % 2 == 0 ? "Tanh" : "Add",
                    "v" + i,
                    i % 2 == 0 ? new String[] {"v" + (i - 1)} : new String[] {"v" + (i - 1), "b"}));
        }
        chain.add(node("Identity", "y", "v499"));
        Map<String, Constant> constants = Map.of("w", square(), "b", Constant.floats(Shape.of(3), 0.1f, -0.1f, 0.2f));
        TestNetwork test = nodes(constants, Set.of("w", "b"), chain.toArray(Node[]::new));
        assertEqualsLoop(test);
        assertEquals(2, Step.clipped(test, 2, 1).graph().parameters().size());
    }
}
