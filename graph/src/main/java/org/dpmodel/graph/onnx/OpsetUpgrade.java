package org.dpmodel.graph.onnx;

import java.util.List;
import org.dpmodel.graph.Node;

/** How an operator is written in the form of later operator sets. */
@FunctionalInterface
interface OpsetUpgrade {
    /**
     * Nodes that compute the same in the later form.
     *
     * @param node the node as written
     * @param opset the version by which it is written
     * @param scope provides constants and names, and receives from which version on the form is valid
     * @return the given node alone if nothing has to change
     */
    List<Node> apply(Node node, int opset, UpgradeScope scope);
}
