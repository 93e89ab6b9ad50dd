package org.dpmodel.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.network.LowRankAdapter;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.onnx.Preprocessing;
import org.dpmodel.graph.onnx.ReadModel;
import org.dpmodel.random.RandomStreams;

/**
 * A network and the initial values of its parameters: built from cells, or read from an ONNX file. Immutable.
 *
 * @param graph the forward pass for any number of examples, with values for the parameters that have no initializer here
 * @param opset version of the operator set that the graph is written in
 * @param initializers starting values of parameters, by name; other parameters start with their values in the graph
 * @param earlier earlier trainings of the weights, which the statements of models built on this network quote
 * @param notes what was decided when the network was read from a file, as sentences for its user
 * @param adapters low-rank matrices added to weights by {@link #lora}; empty in most networks
 * @param dropout whether its dropouts drop elements in training; in evaluation they never do
 * @param preprocessing in files, comes before the network and computes its inputs from raw values: see {@link #behind}
 */
public record Network(
        NetworkGraph graph,
        int opset,
        Map<String, Initializer> initializers,
        EarlierTraining earlier,
        List<String> notes,
        List<LowRankAdapter> adapters,
        boolean dropout,
        Optional<Preprocessing> preprocessing) {
    private static final int OPSET_OF_CELLS = 17;

    /**
     * Copies the map.
     *
     * @throws GraphException if the preprocessing computes inputs that the network lacks, or both use the name of a value
     */
    public Network {
        initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        Objects.requireNonNull(earlier, "earlier");
        notes = List.copyOf(notes);
        adapters = List.copyOf(adapters);
        preprocessing.ifPresent(front -> front.checkFits(graph.graph()));
    }

    /**
     * A network without low-rank matrices, whose dropouts, if any, are inactive in training, too.
     *
     * @param graph the forward pass
     * @param opset version of the operator set that the graph is written in
     * @param initializers starting values of parameters
     * @param earlier earlier trainings of the weights
     * @param notes what its user should know
     */
    public Network(
            NetworkGraph graph,
            int opset,
            Map<String, Initializer> initializers,
            EarlierTraining earlier,
            List<String> notes) {
        this(graph, opset, initializers, earlier, notes, List.of(), false, Optional.empty());
    }

    /**
     * A network without notes.
     *
     * @param graph the forward pass
     * @param opset version of the operator set that the graph is written in
     * @param initializers starting values of parameters
     * @param earlier earlier trainings of the weights
     */
    public Network(NetworkGraph graph, int opset, Map<String, Initializer> initializers, EarlierTraining earlier) {
        this(graph, opset, initializers, earlier, List.of());
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
        return NetworkBuilder.build(name, builder -> builder.add(cell, builder.numbers("input", inputShape)));
    }

    /**
     * A network of cells that reads integers, such as the ids of words: it begins with an {@link Embedding}. Its rows are collected
     * by {@link #examples} for the input {@code input}.
     *
     * @param name name of the network
     * @param cell the network as one cell
     * @param inputShape shape of one example, without the batch, for example the number of tokens
     * @return the network
     * @throws org.dpmodel.graph.GraphException if a cell does not fit the output of the one before
     */
    public static Network ofIds(String name, Cell cell, long... inputShape) {
        return NetworkBuilder.build(name, builder -> builder.add(cell, builder.ids("input", inputShape)));
    }

    /**
     * A network of cells with any inputs.
     *
     * <pre>{@code
     * Network network = Network.of("visits", builder -> {
     *     Value codes = builder.add(new Embedding(500, 8), builder.ids("codes", 4));
     *     Value numbers = builder.numbers("numbers", 3);
     *     Value all = builder.call("Concat", Attributes.none().with("axis", 1), builder.add(new Flatten(), codes), numbers);
     *     return builder.add(new Dense(35, 2), all);
     * });
     * }</pre>
     *
     * @param name name of the network
     * @param body from the builder, which adds inputs, cells and nodes, to the output {@code [batch, ...]}
     * @return the network
     * @throws org.dpmodel.graph.GraphException if a cell does not fit its input
     */
    public static Network of(String name, Function<NetworkBuilder, Value> body) {
        return NetworkBuilder.build(name, body);
    }

    /** Wraps what cells have built. */
    static Network ofCells(NetworkGraph graph, Map<String, Initializer> initializers) {
        return new Network(
                graph,
                OPSET_OF_CELLS,
                initializers,
                EarlierTraining.NONE,
                List.of(),
                List.of(),
                true,
                Optional.empty());
    }

    /**
     * A network from an ONNX file, starting from the weights in the file. If the file was saved by this library, its privacy
     * statements are kept, and every statement of a model that is built on the network quotes them.
     *
     * @param file the file; weights that an exporter wrote to separate files are read from its folder
     * @return the network, all weights and biases trained; see {@link #freeze}, {@link #trainable} and {@link #notes}
     * @throws IOException if a file cannot be read
     * @throws org.dpmodel.graph.GraphException if it does not contain a network that can be trained here; the message names the node
     *     and how to fix it
     */
    public static Network fromOnnx(Path file) throws IOException {
        return fromOnnx(file, Map.of());
    }

    /**
     * A network from an ONNX file that leaves dimensions other than the batch open.
     *
     * @param file the file
     * @param inputShapes shape by name of an input, its first dimension -1 for the batch, for example {@code {-1, 3, 64, 64}}; inputs
     *     that are missing keep their shape in the file
     * @return the network
     * @throws IOException if a file cannot be read
     * @throws org.dpmodel.graph.GraphException if it does not contain a network that can be trained here
     */
    public static Network fromOnnx(Path file, Map<String, long[]> inputShapes) throws IOException {
        ReadModel read = OnnxFormat.readWithNotes(file, inputShapes);
        return fromOnnx(read);
    }

    /**
     * A network from an ONNX model, starting from its weights.
     *
     * @param model the model
     * @return the network, all weights and biases trained
     * @throws org.dpmodel.graph.GraphException if it does not contain a network that can be trained here
     */
    public static Network fromOnnx(OnnxModel model) {
        return OnnxNetworks.network(model, List.of(), Optional.empty());
    }

    /**
     * A network from a file that was read, starting from its weights.
     *
     * @param read the model, and the preprocessing of the file
     * @return the network, all weights and biases trained
     * @throws org.dpmodel.graph.GraphException if it does not contain a network that can be trained here
     */
    public static Network fromOnnx(ReadModel read) {
        Network network = OnnxNetworks.network(read.model(), read.notes(), read.fixed());
        return read.preprocessing().map(network::behind).orElse(network);
    }

    /**
     * This network with a preprocessing in front of it. Training and prediction here still take the inputs of the network itself;
     * saved files take raw values, and networks read from them have the preprocessing again.
     *
     * @param front computes inputs of this network from raw values
     * @return the network
     * @throws GraphException if the network has no such inputs, or values of the same names
     */
    public Network behind(Preprocessing front) {
        return new Network(graph, opset, initializers, earlier, notes, adapters, dropout, Optional.of(front));
    }

    /**
     * This network with a different output: one of several outputs of a file, or an inner value.
     *
     * @param name name of the value
     * @return the network that ends there; what was frozen stays frozen
     * @throws org.dpmodel.graph.GraphException if no node computes such a value
     */
    public Network output(String name) {
        return OnnxNetworks.ending(this, name);
    }

    /**
     * This network without a last layer, for example a softmax that a loss applies itself.
     *
     * @param node the node to remove together with everything after it, or the value that it computes
     * @return the network that ends in the first input of the node
     * @throws org.dpmodel.graph.GraphException if there is no such node
     */
    public Network before(String node) {
        return OnnxNetworks.ending(this, OnnxNetworks.firstInput(graph.graph(), node));
    }

    /**
     * This network with some parameters frozen.
     *
     * @param names the parameters to freeze; {@code *} stands for any text, as in {@code "backbone.*"}
     * @return the network with the other parameters
     * @throws org.dpmodel.graph.GraphException if one of them is not a parameter
     */
    public Network freeze(String... names) {
        return with(graph.freeze(Set.copyOf(List.of(names))));
    }

    /**
     * This network with only the given parameters trained.
     *
     * @param names the parameters; {@code *} stands for any text, as in {@code "classifier.*"}
     * @return the network
     * @throws org.dpmodel.graph.GraphException if there is no parameter of such a name
     */
    public Network trainable(String... names) {
        Set<String> chosen =
                new LinkedHashSet<>(graph.trainable(Set.copyOf(List.of(names))).parameters());
        adapters.forEach(adapter -> chosen.removeAll(adapter.constants()));
        return with(new NetworkGraph(graph.graph(), chosen));
    }

    /**
     * This network with a separate weight for each use, where an exporter wrote equal weights only once: see {@link
     * NetworkGraph#ties}.
     *
     * @return a network each of whose parameters is used once
     */
    public Network untie() {
        LowRankNetworks.requireNone(adapters);
        return with(graph.untie());
    }

    /**
     * This network with two small matrices added to each of the given weights, which are trained instead of the weight (LoRA, Hu et
     * al. 2021, arXiv:2106.09685): {@code W + alpha / rank · B A}. A starts at random and B at zero, so that the network initially
     * computes the same. Of these weights only A and B are clipped, noised and updated, while W is frozen; everything else is
     * unchanged. To train only the matrices:
     *
     * <pre>
     * Network.fromOnnx(path).freeze("*").lora(Lora.ofRank(8).alpha(16), "encoder.*")
     * </pre>
     *
     * <p>Models save the network with the matrices added to the weights ({@link #merged}), so that the file has the nodes and names
     * of the original. For {@link #freeze} and {@link #trainable}, the matrices are named {@code NAME.lora_a} and {@code
     * NAME.lora_b}.
     *
     * @param lora rank and scale
     * @param weights names of weights of MatMul, Gemm and Conv; {@code *} stands for any text, as in {@code "encoder.*"}; other
     *     parameters that match a pattern are left alone
     * @return the network with the matrices
     * @throws GraphException if there is no such weight, a weight given by its full name is used differently, or the rank is larger
     *     than a weight allows
     */
    public Network lora(Lora lora, String... weights) {
        return LowRankNetworks.adapted(this, lora, weights);
    }

    /**
     * This network with its low-rank matrices merged into their weights. It computes the same, up to rounding.
     *
     * @return a network with the nodes and names that this one had before {@link #lora}; this network if it has no such matrices
     */
    public Network merged() {
        return adapters.isEmpty() ? this : LowRankNetworks.merged(this);
    }

    /**
     * The names of the trained parameters.
     *
     * @return in the order of their first use
     */
    public List<String> parameterNames() {
        return List.copyOf(graph.parameters());
    }

    /**
     * Collects examples for this network, input by input.
     *
     * @param name the dataset's name
     * @return a builder
     */
    public ExampleBuilder examples(String name) {
        return new ExampleBuilder(graph, name);
    }

    private Network with(NetworkGraph changed) {
        return new Network(changed, opset, initializers, earlier, notes, adapters, dropout, preprocessing);
    }

    /**
     * This network with active dropouts in training, as in networks of cells. Files declare dropouts as inactive, since they are
     * written for serving, so they are inactive in a network that is read. See {@link Dropout}.
     *
     * @return the changed network
     */
    public Network withDropout() {
        return new Network(graph, opset, initializers, earlier, notes, adapters, true, preprocessing);
    }

    /**
     * This network without dropout in training.
     *
     * @return the changed network
     */
    public Network withoutDropout() {
        return new Network(graph, opset, initializers, earlier, notes, adapters, false, preprocessing);
    }

    /**
     * Refuses weights that are NaN, or trained and infinite: every example would be left out as not finite, and training would spend
     * its budget on pure noise.
     *
     * @throws org.dpmodel.graph.GraphException naming the initializer, the element and how to fix it
     */
    public void requireFinite() {
        FiniteWeights.check(graph);
    }

    /**
     * This network with its parameters set to their starting values.
     *
     * @param streams source of random numbers; each parameter has its own stream
     * @return a network that contains all values
     */
    public NetworkGraph initialized(RandomStreams streams) {
        return StartingValues.of(this, streams);
    }

    /**
     * The number of trained elements.
     *
     * @return the number of elements of all parameters that are not frozen
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
