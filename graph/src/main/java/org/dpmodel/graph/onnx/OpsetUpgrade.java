package org.dpmodel.graph.onnx;

import java.util.List;
import org.dpmodel.graph.Node;

/** Converts an operator to the form of later operator sets. */
@FunctionalInterface
interface OpsetUpgrade {
    /**
     * Nodes that compute the same in the later form.
     *
     * @param node the node as written
     * @param opset the version in which it is written
     * @param scope provides constants and names, and receives the first version in which the form is valid
     * @return only the given node if nothing has to change
     */
    List<Node> apply(Node node, int opset, UpgradeScope scope);
}
