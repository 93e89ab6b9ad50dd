package org.dpmodel.engine.pytorch.script;

import java.util.List;
import org.dpmodel.graph.Node;

/**
 * What is written for a node.
 *
 * @param node the node, whose outputs are set
 * @param reads the values that are read, which need not be the node's own inputs
 * @param writer writes it
 */
record Statement(Node node, List<String> reads, NodeWriter writer) {
    /** Copies the list. */
    Statement {
        reads = List.copyOf(reads);
    }
}
