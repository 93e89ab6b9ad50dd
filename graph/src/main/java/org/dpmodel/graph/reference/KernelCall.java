package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;

/**
 * A node with the values of its inputs.
 *
 * @param node the node
 * @param inputs the input tensors; null for an optional input that is absent
 */
record KernelCall(Node node, List<ReferenceTensor> inputs) {
    Attributes attributes() {
        return node.attributes();
    }

    boolean has(int index) {
        return index < inputs.size() && inputs.get(index) != null;
    }

    ReferenceTensor input(int index) {
        require(has(index), "input " + index + " is missing");
        return inputs.get(index);
    }

    int outputs() {
        return node.outputs().size();
    }

    /** The integers of an input, or of the attribute that older operator sets have instead. */
    long[] integers(int index, String attribute, long... absent) {
        return has(index) ? input(index).toLongs() : attributes().integers(attribute, absent);
    }

    void require(boolean condition, String message) {
        if (!condition) {
            throw new GraphException("node " + node.name() + " (" + node.operator() + "): " + message);
        }
    }
}
