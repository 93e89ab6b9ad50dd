package org.dpmodel.graph.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/**
 * A network: a graph from one float32 input {@code [batch, ...]} to one output {@code [batch, ...]}, some of whose
 * initializers are trained.
 *
 * @param graph the forward pass; its first dimensions may still be {@link Shape#BATCH}
 * @param parameters names of the trained initializers, in order of first use
 */
public record NetworkGraph(Graph graph, Set<String> parameters) {
    /**
     * Checks inputs, outputs and parameters.
     *
     * @throws GraphException if the graph is not a network
     */
    public NetworkGraph {
        parameters = Collections.unmodifiableSet(new LinkedHashSet<>(parameters));
        if (graph.inputs().isEmpty() || graph.outputs().size() != 1) {
            throw new GraphException("a network must have at least one input, and one output, found inputs "
                    + graph.inputs() + " and outputs " + graph.outputs());
        }
        for (ValueInfo input : graph.inputs()) {
            checkInput(input);
        }
        checkNotEmpty("output", graph.outputs().get(0));
        for (String parameter : parameters) {
            Constant constant = graph.initializers().get(parameter);
            if (constant == null || constant.type().dataType() != DataType.FLOAT) {
                throw new GraphException(
                        "parameter " + parameter + " must be a float32 initializer of the graph; there are "
                                + graph.initializers().keySet());
            }
            if (constant.type().shape().size() == 0) {
                throw new GraphException("parameter " + parameter + " must have at least one element, found shape "
                        + constant.type().shape() + ": there is nothing to train; remove it, or give its layer a size");
            }
        }
    }

    private static void checkInput(ValueInfo input) {
        TensorType type = input.type();
        if (type.shape().rank() < 1
                || (type.dataType() == DataType.FLOAT && type.shape().rank() < 2)) {
            throw new GraphException(
                    "the input of a network must be float32 [batch, ...] with at least one axis behind the"
                            + " batch, found " + type
                            + ": give it a second axis, of size 1 if an example is a single number");
        }
        checkNotEmpty("input", input);
    }

    private static void checkNotEmpty(String what, ValueInfo value) {
        Shape shape = value.type().shape();
        for (int axis = 1; axis < shape.rank(); axis++) {
            if (shape.dim(axis) == 0) {
                throw new GraphException("the " + what + " of a network must have at least one number for each example,"
                        + " found " + value.name() + " " + shape + ": export it with the size that axis " + axis
                        + " has in the data");
            }
        }
    }

    /**
     * This network with some parameters frozen.
     *
     * @param frozen names of the parameters to freeze; {@code *} stands for any text, as in {@code "backbone.*"}
     * @return the network with the other parameters
     * @throws GraphException if one of them is not a parameter
     */
    public NetworkGraph freeze(Set<String> frozen) {
        Set<String> rest = new LinkedHashSet<>(parameters);
        for (String pattern : frozen) {
            rest.removeAll(NamePattern.select(pattern, parameters, "freeze"));
        }
        return new NetworkGraph(graph, rest);
    }

    /**
     * This network with only the given parameters trained.
     *
     * @param trained names of float32 initializers; {@code *} stands for any text, as in {@code "classifier.*"}
     * @return the network
     * @throws GraphException if no initializer has such a name
     */
    public NetworkGraph trainable(Set<String> trained) {
        Set<String> floats = new LinkedHashSet<>();
        graph.initializers().forEach((name, constant) -> {
            if (constant.type().dataType() == DataType.FLOAT) {
                floats.add(name);
            }
        });
        Set<String> chosen = new LinkedHashSet<>();
        for (String pattern : trained) {
            chosen.addAll(NamePattern.select(pattern, floats, "train"));
        }
        return new NetworkGraph(graph, chosen);
    }

    /**
     * The parameters that are used in several places, and how often. Each unit's gradient is the sum over the uses.
     *
     * @return uses by name, for those with more than one
     */
    public Map<String, Integer> ties() {
        return SharedWeights.uses(graph, parameters);
    }

    /**
     * The parameters that hold the same numbers as others, possibly transposed, although the file has them apart: a weight
     * that an exporter wrote once for each layer that shares it, or layers that merely start equal.
     *
     * @return for the first of equal parameters, the names of the others
     */
    public Map<String, List<String>> equalParameters() {
        return EqualWeights.in(graph, parameters);
    }

    /**
     * The parameters that hold the Euclidean norms of another one, as exporters write a normalized weight: both are trained,
     * and their quotient does not stay normalized.
     *
     * @return the weight whose norms they are, by name
     */
    public Map<String, String> foldedNorms() {
        return FoldedNorms.in(graph, parameters);
    }

    /**
     * This network with a separate copy for each use of a parameter that is used in several places.
     *
     * @return a network without {@link #ties}; the copies have the name of the original followed by a number
     */
    public NetworkGraph untie() {
        return SharedWeights.untied(this);
    }

    /**
     * This network with different nodes that compute the same.
     *
     * @param nodes the nodes
     * @return the changed graph
     */
    public Graph withNodes(List<Node> nodes) {
        return new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes, graph.initializers());
    }

    /**
     * This network with different values of its parameters.
     *
     * @param values value by parameter name; parameters that are missing keep theirs
     * @return the changed network
     * @throws GraphException if the type of a value differs from that of the parameter
     */
    public NetworkGraph withParameters(Map<String, Constant> values) {
        Map<String, Constant> initializers = new LinkedHashMap<>(graph.initializers());
        values.forEach((name, value) -> {
            Constant old = initializers.get(name);
            if (old == null || !old.type().equals(value.type())) {
                throw new GraphException("parameter " + name + " must be of type "
                        + (old == null ? "(no such parameter)" : old.type()) + ", found " + value.type());
            }
            initializers.put(name, value);
        });
        return new NetworkGraph(
                new Graph(graph.name(), graph.inputs(), graph.outputs(), graph.nodes(), initializers), parameters);
    }

    /**
     * The nodes that read a value.
     *
     * @param value its name
     * @return the nodes, in order
     */
    public List<Node> readers(String value) {
        return graph.nodes().stream()
                .filter(node -> node.inputs().contains(value))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /**
     * The node that computes a value.
     *
     * @param value its name
     * @return the node, or empty for inputs and initializers
     */
    public Optional<Node> producer(String value) {
        return graph.nodes().stream()
                .filter(node -> node.outputs().contains(value))
                .findFirst();
    }

    /**
     * Whether the inputs are packed into the rows of a matrix, as in all networks except those with a single float32
     * input.
     *
     * @return true if there are several inputs, or one of a different type
     */
    public boolean isPacked() {
        return graph.inputs().size() != 1 || graph.inputs().get(0).type().dataType() != DataType.FLOAT;
    }

    /**
     * The type of a dataset's rows: that of a single float32 input, or {@code [batch, elements]} with the elements of all
     * inputs one after another, in the order of the graph.
     *
     * @return float32 {@code [batch, ...]}
     */
    public TensorType features() {
        List<ValueInfo> inputs = graph.inputs();
        if (!isPacked()) {
            return inputs.get(0).type();
        }
        long width = inputs.stream()
                .map(input -> input.type().shape())
                .mapToLong(shape -> shape.size(1, shape.rank()))
                .sum();
        return TensorType.floats(inputs.get(0).type().shape().dim(0), width);
    }

    /**
     * The output of the network.
     *
     * @return name and type
     */
    public ValueInfo output() {
        return graph.outputs().get(0);
    }
}
