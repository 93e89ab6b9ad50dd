package org.dpmodel.graph.type;

import java.util.List;
import java.util.function.Supplier;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * One use of an operator, with the types of its inputs.
 *
 * @param node name of the node, for messages
 * @param operator ONNX operator
 * @param attributes attributes as written
 * @param inputs the values that it reads
 * @param outputCount how many of its outputs are used
 */
public record OperatorCall(String node, String operator, Attributes attributes, List<Value> inputs, int outputCount) {
    /** Copies the list. */
    public OperatorCall {
        inputs = List.copyOf(inputs);
    }

    /**
     * One input.
     *
     * @param index its position
     * @return its value
     * @throws GraphException if the node has fewer inputs
     */
    public Value input(int index) {
        require(has(index), () -> "input " + index + " is missing");
        return inputs.get(index);
    }

    /**
     * Whether an optional input is present.
     *
     * @param index its position
     * @return true if the node has it
     */
    public boolean has(int index) {
        return index < inputs.size() && !inputs.get(index).isAbsent();
    }

    /**
     * The elements of an input that has to be known when the graph is compiled (shapes, axes, paddings).
     *
     * @param index its position
     * @return its elements
     * @throws GraphException if it is computed by the graph
     */
    public long[] constantInts(int index) {
        return input(index)
                .constant()
                .orElseThrow(() -> error("input " + index + " (" + input(index).name()
                        + ") must be a constant: export the network with static shapes"))
                .toLongs();
    }

    /**
     * The shape of two inputs that are broadcast.
     *
     * @param a a shape, or what two have in common
     * @param b another
     * @return the shape of the result
     * @throws GraphException naming this node and its inputs if there is none
     */
    public Shape broadcast(Shape a, Shape b) {
        try {
            return a.broadcast(b);
        } catch (GraphException e) {
            List<String> found = inputs.stream()
                    .map(input -> input.name() + " " + input.shape())
                    .toList();
            throw error(e.getMessage() + ": its inputs are " + found
                    + ", and the first axis of every input of the network is the"
                    + " batch: if an exporter turned a constant into an input, store it in the file");
        }
    }

    /**
     * Checks a condition on this call.
     *
     * @param condition the condition that must hold
     * @param message what is wrong otherwise
     * @throws GraphException naming this node if it does not hold
     */
    public void require(boolean condition, Supplier<String> message) {
        if (!condition) {
            throw error(message.get());
        }
    }

    /**
     * An error about this call.
     *
     * @param message what is wrong
     * @return an exception that names this node
     */
    public GraphException error(String message) {
        return new GraphException("node " + node + " (" + operator + "): " + message);
    }
}
