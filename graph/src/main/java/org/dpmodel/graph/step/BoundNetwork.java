package org.dpmodel.graph.step;

import java.util.Map;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * A network for a certain number of examples, proven to keep them apart: shapes are numbers, constants are folded, and its
 * operators are those that have a derivative of their own.
 *
 * @param network the network
 * @param counts the initializers with elements that follow from the number of examples
 */
record BoundNetwork(NetworkGraph network, Map<String, Dependence> counts) {
    BoundNetwork {
        counts = Map.copyOf(counts);
    }
}
