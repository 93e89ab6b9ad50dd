package org.dpmodel.graph.step;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.isolation.IsolationProof;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;

/** Facts about a network that need all operators: its parameters, its batch, and that examples do not mix. */
public final class Networks {
    private static final int LAST_SHOWN = 10;

    private static final int FEW = 2;

    private Networks() {}

    /**
     * A network whose trained parameters are all float32 initializers that operators use as parameters (weights, biases,
     * scales), and all others that reach the output through differentiable operators, for example through a Transpose. If
     * there is no per-example rule for one, {@link StepCompiler#checkTrainable} refuses it, unless it is frozen. Frozen
     * statistics, shapes and the {@code Constant} nodes of a file are not parameters.
     *
     * @param graph the forward pass
     * @return the network
     */
    public static NetworkGraph of(Graph graph) {
        NodeInputs.check(graph);
        return new NetworkGraph(graph, TrainedInitializers.of(graph));
    }

    /**
     * As {@link #of}, without the parameters of nodes from which no path leads to the output, such as those of another
     * head, or of layers after the point where the network was cut.
     *
     * @param graph the forward pass
     * @return the network
     */
    public static NetworkGraph reached(Graph graph) {
        NodeInputs.check(graph);
        return new NetworkGraph(graph, TrainedInitializers.of(live(graph)));
    }

    /**
     * The floating-point initializers that are read only by nodes from which no path leads to the output.
     *
     * @param graph the forward pass
     * @return names of initializers
     */
    public static Set<String> unreached(Graph graph) {
        Set<String> reached = new LinkedHashSet<>();
        NetworkBinder.liveNodes(graph).forEach(node -> reached.addAll(node.inputs()));
        Set<String> others = new LinkedHashSet<>();
        graph.nodes().forEach(node -> others.addAll(node.inputs()));
        others.removeAll(reached);
        others.removeIf(name -> !graph.initializers().containsKey(name)
                || graph.initializers().get(name).type().dataType() != DataType.FLOAT);
        return others;
    }

    /**
     * A network that ends in another value of its graph: one of several outputs, or a value before the last nodes.
     *
     * @param graph the forward pass
     * @param output name of the value, {@code [batch, ...]}
     * @return the network, in which all parameters that reach this output are trained
     * @throws GraphException if no node computes such a value
     */
    public static NetworkGraph ending(Graph graph, String output) {
        List<String> computed =
                graph.nodes().stream().flatMap(node -> node.outputs().stream()).toList();
        if (!computed.contains(output)) {
            throw new GraphException("there is no output " + output + ": the outputs are "
                    + graph.outputs().stream().map(ValueInfo::name).toList() + ", the last values "
                    + computed.subList(Math.max(0, computed.size() - LAST_SHOWN), computed.size()));
        }
        // Its type is known once the network is bound.
        ValueInfo unknown = new ValueInfo(output, TensorType.floats(Shape.BATCH, 1));
        Graph ending = new Graph(graph.name(), graph.inputs(), List.of(unknown), graph.nodes(), graph.initializers());
        return unbind(reached(ending));
    }

    /**
     * The parameters that a network has if nothing is frozen.
     *
     * @param network the network, perhaps with frozen parameters
     * @return names in order of first use
     */
    public static Set<String> trainable(NetworkGraph network) {
        return reached(network.graph()).parameters();
    }

    /**
     * Initializers that are not trained, because the network only compares them with other stored numbers.
     *
     * @param network the network
     * @return names; masks and positions are left out
     */
    public static Set<String> compared(NetworkGraph network) {
        Set<String> compared = ComparedWeights.of(live(network.graph()));
        compared.removeAll(network.parameters());
        return compared;
    }

    /** Other outputs keep their nodes, whose weights are not trained and whose operators need no derivative. */
    private static Graph live(Graph graph) {
        return new Graph(
                graph.name(), graph.inputs(), graph.outputs(), NetworkBinder.liveNodes(graph), graph.initializers());
    }

    /**
     * The initializers that {@link #of} considers buffers: they reach the output like parameters, but standardize the
     * input before anything else, are the ones and zeros of a group normalization as PyTorch writes it, are single
     * numbers of a program's arithmetic, or are one of the other kinds that {@link #bufferReasons} describes.
     *
     * @param graph the forward pass
     * @return names in order of first use
     */
    public static Set<String> buffers(Graph graph) {
        return bufferReasons(graph).keySet();
    }

    /**
     * Why each of the {@link #buffers} is not a parameter.
     *
     * @param graph the forward pass
     * @return a reason by name, in order of first use
     */
    public static Map<String, String> bufferReasons(Graph graph) {
        return Collections.unmodifiableMap(TrainedInitializers.buffers(live(graph)));
    }

    /**
     * A network for a given number of examples: proven to keep them apart, with folded constants and rewritten composite
     * operators.
     *
     * @param network a network
     * @param batch examples
     * @return the same without symbolic dimensions
     * @throws org.dpmodel.graph.isolation.ExamplesMixException if the network mixes examples
     */
    public static NetworkGraph bind(NetworkGraph network, int batch) {
        BoundNetwork bound = NetworkBinder.bind(network, toldApart(batch));
        if (batch > 1) {
            return bound.network();
        }
        return OneExample.of(
                bound.network(),
                IsolationProof.prove(bound.network().graph(), Operators::find, Operators::network, bound.counts()));
    }

    /**
     * A network for any number of examples.
     *
     * @param network a network
     * @return the same, its inputs and output starting with {@link Shape#BATCH}
     */
    public static NetworkGraph unbind(NetworkGraph network) {
        Graph graph = network.graph();
        ValueInfo output = bind(network, 2).output();
        Graph symbolic = new Graph(
                graph.name(),
                graph.inputs().stream().map(Networks::symbolic).toList(),
                List.of(symbolic(output)),
                graph.nodes(),
                graph.initializers());
        return new NetworkGraph(symbolic, network.parameters());
    }

    private static ValueInfo symbolic(ValueInfo value) {
        return new ValueInfo(
                value.name(), value.type().withShape(value.type().shape().with(0, Shape.BATCH)));
    }

    /**
     * Proves that row i of the output depends on example i alone, and not on i or on the number of examples: for a number
     * of examples, and for one more, since a network that fits only one size can contain a value for each row. Both must
     * compute the same for an example as when it is one of two.
     *
     * @param network a network
     * @param batch examples
     * @throws org.dpmodel.graph.isolation.ExamplesMixException naming the node that breaks the proof, the reason and how
     *     to fix it
     * @throws GraphException if the network does not accept these sizes
     */
    public static void proveIsolation(NetworkGraph network, int batch) {
        int least = toldApart(batch);
        BoundNetwork bound = NetworkBinder.bind(network, least);
        BoundNetwork more = bindAnother(network, least, least + 1);
        BoundNetwork few = least == FEW ? bound : bindAnother(network, least, FEW);
        few.requireSameFunction(network.graph(), bound);
        few.requireSameFunction(network.graph(), more);
    }

    /**
     * This number of examples, or at least two: the axis of a single example could not be distinguished from other axes
     * of size 1.
     */
    static int toldApart(int examples) {
        return Math.max(examples, FEW);
    }

    private static BoundNetwork bindAnother(NetworkGraph network, int batch, int other) {
        try {
            return NetworkBinder.bind(network, other);
        } catch (ExamplesMixException e) {
            throw e;
        } catch (GraphException e) {
            throw new GraphException("a network must take batches of any size, but this one takes " + batch
                    + " examples and not " + other + ": " + e.getMessage());
        }
    }

    /**
     * Proves isolation for a graph of one size, or names the node that breaks it.
     *
     * @param graph a network with its batch bound
     * @return what each value depends on
     * @throws org.dpmodel.graph.isolation.ExamplesMixException naming the node, the reason and how to fix it
     * @throws GraphException if an output does not depend on the examples row by row
     */
    public static Map<String, Dependence> dependences(Graph graph) {
        long batch = graph.inputs().get(0).type().shape().dim(0);
        return NetworkBinder.prove(graph, Math.toIntExact(batch == Shape.BATCH ? 2 : batch));
    }
}
