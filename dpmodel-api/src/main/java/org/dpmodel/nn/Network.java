package org.dpmodel.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;

/**
 * A network and how its parameters start: built from cells, or read from an ONNX file. Immutable.
 *
 * @param graph the forward pass for any number of examples; its initializers hold values for parameters that have no
 *     initializer here
 * @param opset version of the operator set that the graph is written in
 * @param initializers starting values of parameters, by name; parameters that are missing start as the graph has them
 * @param earlier what the weights were trained with before; statements of models that go on from here quote it
 */
public record Network(NetworkGraph graph, int opset, Map<String, Initializer> initializers, EarlierTraining earlier) {
    private static final int OPSET_OF_CELLS = 17;

    /** Copies the map. */
    public Network {
        initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        Objects.requireNonNull(earlier, "earlier");
    }

    /**
     * A network whose weights this library has not trained.
     *
     * @param graph the forward pass
     * @param opset version of the operator set that the graph is written in
     * @param initializers starting values of parameters
     */
    public Network(NetworkGraph graph, int opset, Map<String, Initializer> initializers) {
        this(graph, opset, initializers, EarlierTraining.NONE);
    }

    /**
     * A network of cells.
     *
     * @param name name of the network, which becomes part of the names of its checkpoints
     * @param cell the network as one cell, usually a {@link SequentialCell}
     * @param inputShape shape of one example, without the batch, for example {@code 1, 32, 32}
     * @return the network
     * @throws org.dpmodel.graph.GraphException if a cell does not fit the output of the one before
     */
    public static Network of(String name, Cell cell, long... inputShape) {
        return NetworkBuilder.build(name, cell, inputShape);
    }

    /** Wraps what cells have built. */
    static Network ofCells(NetworkGraph graph, Map<String, Initializer> initializers) {
        return new Network(graph, OPSET_OF_CELLS, initializers);
    }

    /**
     * A network from an ONNX file, starting from the weights that the file holds. If a model of this library was saved
     * there, its privacy statements come along, and every statement of a model that is built on the network quotes them.
     *
     * @param file the file
     * @return the network, all weights and biases trained; see {@link #freeze}. A weight that goes through another operator
     *     before it meets an example (a transposed one, say) counts as trained, too: such a network can be served, and is
     *     refused by name when a model is built, unless the weight is frozen
     * @throws IOException if the file cannot be read
     * @throws org.dpmodel.graph.GraphException if it holds no network that can be trained here; the message names the
     *     node and the cure
     */
    public static Network fromOnnx(Path file) throws IOException {
        return fromOnnx(OnnxFormat.read(file));
    }

    /**
     * A network from an ONNX model, starting from the weights that it holds.
     *
     * @param model the model
     * @return the network, all weights and biases trained
     * @throws org.dpmodel.graph.GraphException if it holds no network that can be trained here
     */
    public static Network fromOnnx(OnnxModel model) {
        NetworkGraph graph = Networks.of(model.graph());
        FiniteWeights.check(graph);
        return new Network(Networks.unbind(graph), model.opset(), Map.of(), EarlierTraining.of(model.metadata()));
    }

    /**
     * This network with some parameters left as they are.
     *
     * @param names the parameters that are not trained
     * @return the network with the other parameters
     * @throws org.dpmodel.graph.GraphException if one of them is no parameter
     */
    public Network freeze(String... names) {
        return new Network(graph.freeze(Set.of(names)), opset, initializers, earlier);
    }

    /**
     * Refuses weights that are NaN, or trained and infinite: every example would be left out as not finite, and training
     * would spend its budget on noise alone.
     *
     * @throws org.dpmodel.graph.GraphException naming the initializer, the element and the cure
     */
    public void requireFinite() {
        FiniteWeights.check(graph);
    }

    /**
     * This network with its parameters set to their starting values.
     *
     * @param streams source of random numbers; each parameter has a stream of its own
     * @return a network that holds all values
     */
    public NetworkGraph initialized(RandomStreams streams) {
        Map<String, Constant> values = new LinkedHashMap<>();
        long index = 0;
        for (Map.Entry<String, Initializer> entry : initializers.entrySet()) {
            UniformRandomProvider random = streams.stream(StreamPurpose.INITIALIZATION, index++);
            Shape shape =
                    graph.graph().initializers().get(entry.getKey()).type().shape();
            float[] start = new float[Math.toIntExact(shape.size())];
            entry.getValue().fill(start, shape.dims(), random);
            values.put(entry.getKey(), Constant.floats(shape, start));
        }
        return graph.withParameters(values);
    }

    /**
     * How many numbers are trained.
     *
     * @return the elements of all parameters that are not frozen
     */
    public long parameterCount() {
        return graph.parameters().stream()
                .mapToLong(name ->
                        graph.graph().initializers().get(name).type().shape().size())
                .sum();
    }

    /**
     * Name of the network.
     *
     * @return the graph's name
     */
    public String name() {
        return graph.graph().name();
    }
}
