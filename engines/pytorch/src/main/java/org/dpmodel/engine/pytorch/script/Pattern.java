package org.dpmodel.engine.pytorch.script;

import java.util.Optional;
import org.dpmodel.graph.Node;

/** Several nodes that PyTorch has one operator for. Where nothing else reads the nodes in between, they are not written. */
@FunctionalInterface
interface Pattern {
    /**
     * Looks for the pattern.
     *
     * @param last the node whose output would be the operator's
     * @param nodes the nodes around it
     * @return what to write instead, if the pattern is there in a form in which the operator computes the same
     */
    Optional<Statement> match(Node last, GraphView nodes);
}
