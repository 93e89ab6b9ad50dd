package org.dpmodel.graph.evidence;

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
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.network.NetworkGraph;

/** Networks written node by node, for what no builder would write. */
final class NodeNetworks {
    private NodeNetworks() {}

    /** That a step gives the clipped sum that single examples give. */
    static void assertEqualsLoop(TestNetwork test) {
        Batch batch = Batch.draw(test, 3, 40);
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, 1);
        double norm = naive.middleNorm();
        Gradient expected = naive.clippedSum(norm, 1, 1, 1);
        Step step = Step.clipped(test, 3, 1);
        step.run(Runner.DOUBLE, batch, norm).sum().assertClose(expected, 1e-9, test.name());
        step.run(Runner.ONNX_RUNTIME, batch, norm).sum().assertClose(expected, 1e-5, test.name());
    }

    /** A network of nodes on x {@code [batch, 3]}, with y as its output. */
    static TestNetwork nodes(Map<String, Constant> initializers, Set<String> parameters, Node... nodes) {
        Graph graph = new Graph(
                "nodes",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3))),
                List.of(nodes),
                initializers);
        return new TestNetwork("nodes", new NetworkGraph(graph, parameters), new MeanSquaredError());
    }

    static Node node(String operator, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), Attributes.none());
    }

    static Constant square() {
        return Constant.floats(Shape.of(3, 3), 1, 0.5f, 0, 0, 1, -0.5f, 0.25f, 0, 1);
    }
}
