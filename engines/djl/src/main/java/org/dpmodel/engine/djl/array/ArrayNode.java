package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Map;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;

/** One node of a graph in a run, with the arrays that it reads. */
public final class ArrayNode {
    private final Graph graph;
    private final Node node;
    private final Map<String, NDArray> values;

    /**
     * A node.
     *
     * @param graph its graph
     * @param node the node
     * @param values what is computed so far, by name
     */
    public ArrayNode(Graph graph, Node node, Map<String, NDArray> values) {
        this.graph = graph;
        this.node = node;
        this.values = values;
    }

    Attributes attributes() {
        return node.attributes();
    }

    int inputs() {
        return node.inputs().size();
    }

    int outputs() {
        return node.outputs().size();
    }

    /** Whether an input is there. */
    boolean has(int input) {
        return input < node.inputs().size() && !node.inputs().get(input).isEmpty();
    }

    /** The array of an input. */
    NDArray in(int input) {
        require(has(input), "input " + input + " is missing");
        return values.get(node.inputs().get(input));
    }

    /** The shape of an input, with our checks of axes. */
    Shape shape(int input) {
        return Shape.of(in(input).getShape().getShape());
    }

    /** The elements of an input that must be known beforehand, such as a shape. */
    long[] ints(int input) {
        return constant(input).toLongs();
    }

    /** Whether an input is known beforehand. */
    boolean isConstant(int input) {
        return has(input) && graph.initializers().containsKey(node.inputs().get(input));
    }

    /** An input that must be known beforehand. */
    Constant constant(int input) {
        require(has(input), "input " + input + " is missing");
        Constant constant = graph.initializers().get(node.inputs().get(input));
        require(constant != null, "input " + input + " must be a constant: export the network with static shapes");
        return constant;
    }

    /** Refuses integers where an engine may compute them in its own way. */
    void requireReal(int input) {
        DataType type = in(input).getDataType();
        require(type == DataType.FLOAT32 || type == DataType.FLOAT64, "elements must be real, found " + type);
    }

    void require(boolean condition, String message) {
        if (!condition) {
            throw error(message, null);
        }
    }

    /**
     * An error about this node.
     *
     * @param message what is wrong
     * @param cause why, or null
     * @return an exception that names the node
     */
    public EngineException error(String message, Throwable cause) {
        return new EngineException(
                "graph " + graph.name() + ", node " + node.name() + " (" + node.operator() + "): " + message, cause);
    }
}
