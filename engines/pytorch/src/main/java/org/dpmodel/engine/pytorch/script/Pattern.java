package org.dpmodel.engine.pytorch.script;

import java.util.Optional;
import org.dpmodel.graph.Node;

/** Several nodes for which PyTorch has a single operator. Inner nodes that nothing else reads are not written. */
@FunctionalInterface
interface Pattern {
    /**
     * Looks for the pattern.
     *
     * @param last the node whose output would be the operator's
     * @param nodes the graph around it
     * @return what to write instead, if the pattern occurs in a form for which the operator computes the same
     */
    Optional<Statement> match(Node last, GraphView nodes);
}
