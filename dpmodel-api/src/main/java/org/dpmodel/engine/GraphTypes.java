package org.dpmodel.engine;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.type.OperatorCall;

/**
 * The types of a graph's values, for engines that write or compute its nodes themselves. They come from the compiler's
 * own inference, so an engine need not interpret shapes, axes and sizes itself. A value that the compiler cannot type
 * is an error only when it is requested: an engine may know operators that the compiler does not.
 */
public final class GraphTypes {
    private final Graph graph;
    private final Map<String, Value> values = new HashMap<>();

    private GraphTypes(Graph graph) {
        this.graph = graph;
    }

    /**
     * Infers the types of all values.
     *
     * @param graph a graph without symbolic dimensions
     * @return its types
     * @throws EngineException if the declared type of an output is not its actual type
     */
    public static GraphTypes of(Graph graph) {
        GraphTypes types = new GraphTypes(graph);
        graph.inputs().forEach(input -> types.define(new Value(input.name(), input.type(), Optional.empty())));
        graph.initializers()
                .forEach((name, constant) -> types.define(new Value(name, constant.type(), Optional.of(constant))));
        Map<String, TensorType> stated = new HashMap<>();
        graph.outputs().forEach(output -> stated.put(output.name(), output.type()));
        graph.nodes().forEach(node -> types.defineOutputs(node, stated));
        return types;
    }

    private void define(Value value) {
        values.put(value.name(), value);
    }

    private void defineOutputs(Node node, Map<String, TensorType> stated) {
        List<TensorType> inferred = infer(node);
        for (int i = 0; i < node.outputs().size(); i++) {
            String name = node.outputs().get(i);
            TensorType said = stated.get(name);
            TensorType found = i < inferred.size() ? inferred.get(i) : said;
            // An engine that writes results in place would silently broadcast and convert a smaller result.
            if (said != null && !said.equals(found)) {
                throw new EngineException("output " + name + " of graph " + graph.name() + " is declared as " + said
                        + " but computed as " + found + ": declare the computed type");
            }
            if (found != null) {
                define(new Value(name, found, Optional.empty()));
            }
        }
    }

    /** The types of a node's outputs; empty if the compiler does not know the operator, or not in this form. */
    private List<TensorType> infer(Node node) {
        if (!node.inputs().stream().allMatch(name -> name.isEmpty() || values.containsKey(name))) {
            return List.of();
        }
        try {
            return Operators.find(node.operator(), node.name()).infer(TypeInference.call(node, values));
        } catch (GraphException unknown) {
            return List.of();
        }
    }

    /**
     * The values whose types are known.
     *
     * @return value by name, constants with their elements
     */
    public Map<String, Value> values() {
        return Collections.unmodifiableMap(values);
    }

    /**
     * A value with its type.
     *
     * @param node the node that asks, for the message
     * @param name name of the value
     * @return the value
     * @throws EngineException if its type is not known
     */
    public Value value(Node node, String name) {
        Value value = values.get(name);
        if (value == null) {
            throw error(
                    node,
                    "the shape of " + name + " is unknown: compute it with operators that the compiler supports, or "
                            + "make it an output of the graph");
        }
        return value;
    }

    /**
     * A node in the form that the compiler's classes expect.
     *
     * @param node a node of this graph
     * @return the node with the types of its inputs
     * @throws EngineException if one of them is not known
     */
    public OperatorCall call(Node node) {
        node.inputs().stream().filter(name -> !name.isEmpty()).forEach(name -> value(node, name));
        return TypeInference.call(node, values);
    }

    /**
     * The shape of an output.
     *
     * @param node a node of this graph
     * @param output the place of the output
     * @return its shape
     * @throws EngineException if the node's inputs do not fit its operator, with the reason
     */
    public Shape outputShape(Node node, int output) {
        Value known = values.get(node.outputs().get(output));
        return known == null ? inferOrThrow(node).get(output).shape() : known.shape();
    }

    private List<TensorType> inferOrThrow(Node node) {
        try {
            return Operators.find(node.operator(), node.name()).infer(call(node));
        } catch (GraphException e) {
            throw new EngineException("graph " + graph.name() + ", " + e.getMessage(), e);
        }
    }

    /**
     * An error about a node.
     *
     * @param node the node
     * @param message what is wrong
     * @return an exception that names graph, node and operator
     */
    public EngineException error(Node node, String message) {
        return error(node, message, null);
    }

    /**
     * An error about a node, with its cause.
     *
     * @param node the node
     * @param message what is wrong
     * @param cause why, or null
     * @return an exception that names graph, node and operator
     */
    public EngineException error(Node node, String message, Throwable cause) {
        return new EngineException(
                "graph " + graph.name() + ", node " + node.name() + " (" + node.operator() + "): " + message, cause);
    }
}
