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
 * @param initializers starting values of parameters, by name; parameters that are missing start as the graph has them
 * @param earlier what the weights were trained with before; statements of models that go on from here quote it
 * @param notes what was decided while the network was read from a file, for its user: sentences
 * @param adapters low-rank matrices that were put beside weights by {@link #lora}; empty in most networks
 * @param dropout whether its dropouts drop numbers in training; in evaluation they never do
 * @param preprocessing in front of it in files, computes its inputs from raw values: see {@link #behind}
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
     * @throws GraphException if the preprocessing makes inputs that the network has not
     */
    public Network {
        initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        Objects.requireNonNull(earlier, "earlier");
        notes = List.copyOf(notes);
        adapters = List.copyOf(adapters);
        preprocessing.ifPresent(front -> front.checkFits(graph.graph().inputs()));
    }

    /**
     * A network without low-rank matrices, whose dropouts, if it has any, pass everything on in training, too.
     *
     * @param graph the forward pass
     * @param opset version of the operator set that the graph is written in
     * @param initializers starting values of parameters
     * @param earlier what the weights were trained with before
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
     * A network about which nothing is to be said.
     *
     * @param graph the forward pass
     * @param opset version of the operator set that the graph is written in
     * @param initializers starting values of parameters
     * @param earlier what the weights were trained with before
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
     * A network of cells that reads whole numbers, such as the ids of words: it begins with an {@link Embedding}. Their rows
     * are collected by {@link #examples} for the input {@code input}.
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
     * A network from an ONNX file, starting from the weights that the file holds. If a model of this library was saved
     * there, its privacy statements come along, and every statement of a model that is built on the network quotes them.
     *
     * @param file the file; weights that an exporter wrote beside it are read from its folder
     * @return the network, all weights and biases trained; see {@link #freeze}, {@link #trainable} and {@link #notes}
     * @throws IOException if a file cannot be read
     * @throws org.dpmodel.graph.GraphException if it holds no network that can be trained here; the message names the
     *     node and the cure
     */
    public static Network fromOnnx(Path file) throws IOException {
        return fromOnnx(file, Map.of());
    }

    /**
     * A network from an ONNX file whose inputs have other dimensions than the batch that the file leaves open.
     *
     * @param file the file
     * @param inputShapes shape by name of an input, its first dimension -1 for the batch, for example {@code {-1, 3, 64,
     *     64}}; inputs that are missing have the shape that the file says
     * @return the network
     * @throws IOException if a file cannot be read
     * @throws org.dpmodel.graph.GraphException if it holds no network that can be trained here
     */
    public static Network fromOnnx(Path file, Map<String, long[]> inputShapes) throws IOException {
        ReadModel read = OnnxFormat.readWithNotes(file, inputShapes);
        return fromOnnx(read);
    }

    /**
     * A network from an ONNX model, starting from the weights that it holds.
     *
     * @param model the model
     * @return the network, all weights and biases trained
     * @throws org.dpmodel.graph.GraphException if it holds no network that can be trained here
     */
    public static Network fromOnnx(OnnxModel model) {
        return OnnxNetworks.network(model, List.of(), Optional.empty());
    }

    /**
     * A network from a file that was read, starting from the weights that it holds.
     *
     * @param read the model, and what the file has in front of it
     * @return the network, all weights and biases trained
     * @throws org.dpmodel.graph.GraphException if it holds no network that can be trained here
     */
    public static Network fromOnnx(ReadModel read) {
        Network network = OnnxNetworks.network(read.model(), read.notes(), read.fixed());
        return read.preprocessing().map(network::behind).orElse(network);
    }

    /**
     * This network with a preprocessing in front of it. Training and prediction here still take what the network itself
     * reads; saved files take the raw values, and networks that are read from them are behind it again.
     *
     * @param front what makes inputs of this network of raw values
     * @return the network
     * @throws GraphException if the network has no such inputs
     */
    public Network behind(Preprocessing front) {
        return new Network(graph, opset, initializers, earlier, notes, adapters, dropout, Optional.of(front));
    }

    /**
     * This network with another output trained: one of several that a file has, or a value within.
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
     * @param node the node to take off with all behind it, or the value that it computes
     * @return the network that ends in what the node reads first
     * @throws org.dpmodel.graph.GraphException if there is no such node
     */
    public Network before(String node) {
        return OnnxNetworks.ending(this, OnnxNetworks.firstInput(graph.graph(), node));
    }

    /**
     * This network with some parameters left as they are.
     *
     * @param names the parameters that are not trained; {@code *} stands for any text, as in {@code "backbone.*"}
     * @return the network with the other parameters
     * @throws org.dpmodel.graph.GraphException if one of them is not a parameter
     */
    public Network freeze(String... names) {
        return with(graph.freeze(Set.copyOf(List.of(names))));
    }

    /**
     * This network with certain parameters trained, and no others.
     *
     * @param names the parameters; {@code *} stands for any text, as in {@code "classifier.*"}
     * @return the network
     * @throws org.dpmodel.graph.GraphException if there is none of such a name
     */
    public Network trainable(String... names) {
        Set<String> chosen =
                new LinkedHashSet<>(graph.trainable(Set.copyOf(List.of(names))).parameters());
        adapters.forEach(adapter -> chosen.removeAll(adapter.constants()));
        return with(new NetworkGraph(graph.graph(), chosen));
    }

    /**
     * This network with a separate weight for each use where an exporter wrote equal ones only once: see
     * {@link NetworkGraph#ties}.
     *
     * @return a network whose parameters are used once each
     */
    public Network untie() {
        LowRankNetworks.requireNone(adapters);
        return with(graph.untie());
    }

    /**
     * This network with two small matrices added to each of some weights, which are trained instead of the weight
     * (LoRA, Hu et al. 2021, arXiv:2106.09685): {@code W + alpha / rank · B A}. A starts at random, B at zero, so that
     * the network begins as it was. Only A and B are clipped, noised and moved; the weights beside them are frozen, and
     * all else is as it was. To train nothing but the matrices:
     *
     * <pre>
     * Network.fromOnnx(path).freeze("*").lora(Lora.ofRank(8).alpha(16), "encoder.*")
     * </pre>
     *
     * <p>Models save the network with the matrices added to the weights ({@link #merged}), so that the file has the nodes and
     * names of the original. {@link #freeze} and {@link #trainable} know the matrices as {@code NAME.lora_a} and {@code
     * NAME.lora_b}.
     *
     * @param lora rank and scale
     * @param weights names of weights of MatMul, Gemm and Conv; {@code *} stands for any text, as in {@code "encoder.*"}, and
     *     then other parameters that fit are left alone
     * @return the network with the matrices
     * @throws GraphException if no such weight is there, one that is named is used in another way, or the rank is above what
     *     a weight can have
     */
    public Network lora(Lora lora, String... weights) {
        return LowRankNetworks.adapted(this, lora, weights);
    }

    /**
     * This network with its low-rank matrices merged into their weights. It computes the same, up to rounding.
     *
     * @return a network with the nodes and names that this one had before {@link #lora}; itself if it has no such matrices
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
     * This network with its dropouts dropping numbers in training, as those of cells do. In a file they say of themselves that
     * they pass everything on, since it is written for serving, and so they do in a network that is read. See {@link Dropout}.
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
        return StartingValues.of(this, streams);
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
