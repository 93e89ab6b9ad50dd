package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * Exchanges a monotone activation and the maximum pooling that follows it. A non-decreasing function commutes with the
 * maximum, so the values are the same, and the activation is computed only for the pooled elements.
 */
public final class PoolBeforeActivation implements Rewrite {
    private static final Set<String> NON_DECREASING = Set.of("Relu", "Sigmoid", "Tanh");

    @Override
    public Graph apply(NetworkGraph network) {
        List<Node> nodes = new ArrayList<>(network.graph().nodes());
        for (int i = 0; i < nodes.size(); i++) {
            Node activation = nodes.get(i);
            String between = activation.outputs().get(0);
            if (!NON_DECREASING.contains(activation.operator())
                    || between.equals(network.output().name())) {
                continue;
            }
            List<Node> readers = network.readers(between);
            if (readers.size() == 1
                    && readers.get(0).operator().equals("MaxPool")
                    && readers.get(0).outputs().size() == 1) {
                Node pool = readers.get(0);
                int place = nodes.indexOf(pool);
                nodes.set(
                        i,
                        new Node(
                                pool.name(),
                                pool.operator(),
                                activation.inputs(),
                                List.of(between),
                                pool.attributes()));
                nodes.set(
                        place,
                        new Node(
                                activation.name(),
                                activation.operator(),
                                List.of(between),
                                pool.outputs(),
                                activation.attributes()));
            }
        }
        return network.withNodes(nodes);
    }
}
