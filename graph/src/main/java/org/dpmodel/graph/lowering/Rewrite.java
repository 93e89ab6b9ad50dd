package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Graph;
import org.dpmodel.graph.network.NetworkGraph;

/** A transformation of a network that preserves its values and makes its step cheaper. */
@FunctionalInterface
public interface Rewrite {
    /**
     * Applies the change wherever it fits.
     *
     * @param network the network, with its batch bound
     * @return the changed graph, or the same graph
     */
    Graph apply(NetworkGraph network);
}
