package org.dpmodel.graph.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** Weights that are only compared are found in large networks too, such as those of unrolled loops. */
class ComparedWeightsTest {
    private static Node node(String operator, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), Attributes.none());
    }

    /** Seen to take all memory, since each value had its own list of all that it is computed from. */
    @Test
    void aLongSumOfWeightsIsQuick() {
        List<Node> nodes = new ArrayList<>();
        Map<String, Constant> numbers = new LinkedHashMap<>();
        numbers.put("w", Constant.floats(Shape.of(3), 1, 0.5f, 0.25f));
        int summands = 15_000;
        for (int i = 0; i < summands; i++) {
            numbers.put("s" + i, Constant.floats(Shape.of(3), i + 0.5f, i, i + 0.25f));
            nodes.add(node("Add", "v" + (i + 1), i == 0 ? "w" : "v" + i, "s" + i));
        }
        nodes.add(node("Greater", "above", "v" + summands, "w"));
        nodes.add(node("Where", "y", "above", "x", "w"));
        Graph graph = new Graph(
                "sum",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3))),
                nodes,
                numbers);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertEquals(summands + 1, ComparedWeights.of(graph).size()));
    }
}
