package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Map;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.GraphTypes;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.type.OperatorCall;

/** One node of a graph in a run, with the arrays that it reads. */
public final class ArrayNode {
    private final GraphTypes types;
    private final Node node;
    private final Map<String, NDArray> values;

    /**
     * A node.
     *
     * @param types what is known about its graph's values
     * @param node the node
     * @param values the values computed so far, by name
     */
    public ArrayNode(GraphTypes types, Node node, Map<String, NDArray> values) {
        this.types = types;
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

    /** The dimensions of an output, in DJL's form. */
    ai.djl.ndarray.types.Shape outputShape(int output) {
        return new ai.djl.ndarray.types.Shape(types.outputShape(node, output).dims());
    }

    /** The node for the classes of the graph module; an error if the type of an input is not known. */
    OperatorCall call() {
        return types.call(node);
    }

    /** Refuses integers where engines compute them differently. */
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
        return types.error(node, message, cause);
    }
}
