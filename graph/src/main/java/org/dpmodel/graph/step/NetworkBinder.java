package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.CompositeOperator;
import org.dpmodel.graph.operator.ConstantFolding;
import org.dpmodel.graph.operator.NetworkOperator;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.operator.ShapeReading;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Binds a network to a number of examples, node by node: shapes become constants, values that follow from constants are
 * folded, composite operators are rewritten, and each value is proven to keep the examples apart.
 */
final class NetworkBinder {
    private final Graph graph;
    private final Set<String> parameters;
    private final int examples;
    private final boolean apart;
    private final GraphBuilder builder;
    private final BoundValues values;
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<OperatorCall> written = new ArrayList<>();
    private final RowNumbers rowNumbers;
    private final RowPicks rowPicks;
    private final EmptyRows emptyRows;
    private final CountMultiples multiples = new CountMultiples();

    private NetworkBinder(Graph graph, Set<String> parameters, int examples) {
        this(graph, parameters, examples, true);
    }

    private NetworkBinder(Graph graph, Set<String> parameters, int examples, boolean apart) {
        NodeInputs.check(graph);
        this.apart = apart;
        this.graph = graph;
        this.examples = examples;
        this.parameters = parameters;
        this.builder = new GraphBuilder(graph.name(), Operators::find);
        this.values = new BoundValues(builder);
        this.rowNumbers = new RowNumbers(graph, values);
        this.rowPicks = new RowPicks(values, rowNumbers, node -> place(node, node.outputs()));
        this.emptyRows = new EmptyRows(graph, values, node -> place(node, node.outputs()));
    }

    /**
     * Binds a network.
     *
     * @param network the network
     * @param examples the number of examples
     * @return the bound network, proven
     * @throws org.dpmodel.graph.isolation.ExamplesMixException if it mixes examples
     * @throws GraphException if a node does not accept its inputs
     */
    static BoundNetwork bind(NetworkGraph network, int examples) {
        NetworkBinder binder = new NetworkBinder(network.graph(), network.parameters(), examples);
        Graph bound = binder.bind();
        Set<String> parameters = new LinkedHashSet<>(network.parameters());
        parameters.retainAll(bound.initializers().keySet());
        return new BoundNetwork(
                new NetworkGraph(bound, parameters),
                examples,
                binder.values.counts(),
                binder.values.all(),
                binder.values.dependences(),
                binder.written);
    }

    /**
     * Binds a graph that is not a network: a loss.
     *
     * @param graph the graph, all sizes known
     * @param examples the number of examples
     * @return the bound graph, proven
     * @throws org.dpmodel.graph.isolation.ExamplesMixException if it mixes examples
     */
    static Graph bind(Graph graph, int examples) {
        return new NetworkBinder(graph, Set.of(), examples).bind();
    }

    /**
     * Binds a graph whose inputs have their own sizes, and proves nothing: its values may depend on all rows.
     *
     * @param graph the graph, all sizes known
     * @return the bound graph
     */
    static Graph whole(Graph graph) {
        return new NetworkBinder(graph, Set.of(), 1, false).bind();
    }

    /**
     * Proves a graph without binding it to another size.
     *
     * @param graph the graph
     * @param examples the number of examples
     * @return what each of its values depends on
     */
    static Map<String, Dependence> prove(Graph graph, int examples) {
        NetworkBinder binder = new NetworkBinder(graph, Set.of(), examples);
        binder.bind();
        return binder.values.dependences();
    }

    private Graph bind() {
        for (ValueInfo input : graph.inputs()) {
            TensorType type =
                    apart ? input.type().withShape(input.type().shape().with(0, examples)) : input.type();
            inputs.add(new ValueInfo(input.name(), type));
            values.put(input.name(), builder.input(input.name(), type), apart ? Dependence.ROWS : Dependence.SHARED);
        }
        graph.initializers().forEach((name, constant) -> {
            Value value = builder.initializer(name, constant);
            boolean trained = parameters.contains(name);
            values.put(name, trained ? new Value(name, value.type(), Optional.empty()) : value, Dependence.SHARED);
        });
        graph.nodes().forEach(node -> {
            builder.reserve(node.outputs());
            builder.reserve(List.of(node.name()));
        });
        for (Node node : liveNodes(graph)) {
            if (!(endsAtCount(node) && rowNumbers.startsAt(node, examples))) {
                bind(node);
            }
        }
        List<ValueInfo> outputs = new ArrayList<>();
        for (ValueInfo output : graph.outputs()) {
            outputs.add(output(output.name()));
        }
        Graph built = builder.build();
        return new Graph(graph.name(), inputs, outputs, built.nodes(), built.initializers());
    }

    private ValueInfo output(String name) {
        Value value = values.get(name);
        if (apart && !values.dependence(name).equals(Dependence.ROWS)) {
            throw new GraphException(
                    "output " + name + " of the network must have one row for each example on its first"
                            + " axis, found " + values.dependence(name));
        }
        if (value.name().equals(name)) {
            builder.output(value);
        } else {
            Node last =
                    new Node(builder.unused(name), "Identity", List.of(value.name()), List.of(name), Attributes.none());
            builder.output(builder.add(last, List.of(value)).get(0));
        }
        return new ValueInfo(name, value.type());
    }

    /** The nodes that an output depends on. */
    static List<Node> liveNodes(Graph graph) {
        Set<String> needed = new HashSet<>();
        graph.outputs().forEach(output -> needed.add(output.name()));
        List<Node> live = new ArrayList<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(node.inputs());
                live.add(0, node);
            }
        }
        return live;
    }

    /** Whether a range ends at the number of examples; one that has this length by chance is a constant. */
    private boolean endsAtCount(Node node) {
        return node.operator().equals("Range")
                && node.inputs().size() == 3
                && values.dependence(node.inputs().get(1)).onCount();
    }

    /** Adds a node, or its replacement if it reads row numbers. */
    private void bind(Node node) {
        Optional<RowNumbers.Numbers> numbers = rowNumbers.read(node);
        if (emptyRows.leavesOut(node) || emptyRows.writes(node) || rowPicks.writes(node)) {
            return;
        }
        if (numbers.isEmpty()) {
            place(node, node.outputs());
        } else if (node.operator().equals("Shape")) {
            Shape shape = numbers.get().shape();
            Value known = new Value(node.inputs().get(0), TensorType.floats(shape.dims()), Optional.empty());
            OperatorCall call = new OperatorCall(node.name(), node.operator(), node.attributes(), List.of(known), 1);
            shape(
                    call,
                    Dependence.perExample(numbers.get().axis()),
                    node.outputs().get(0));
        } else if (!rowNumbers.follow(node)) {
            // The range itself is refused.
            place(numbers.get().range(), numbers.get().range().outputs());
        }
    }

    /** Adds a node whose inputs are bound; {@code results} are the names by which later nodes refer to its outputs. */
    private void place(Node node, List<String> results) {
        List<Value> arguments = new ArrayList<>();
        List<Dependence> known = new ArrayList<>();
        for (String input : node.inputs()) {
            arguments.add(input.isEmpty() ? Value.absent() : values.get(input));
            known.add(input.isEmpty() ? Dependence.SHARED : values.dependence(input));
        }
        OperatorCall call = new OperatorCall(
                node.name(),
                node.operator(),
                node.attributes(),
                arguments,
                node.outputs().size());
        NetworkOperator operator = Operators.network(node.operator(), node.name());
        boolean shapeFollowsCount = operator.shapeInputs().stream()
                .anyMatch(i -> i < known.size() && known.get(i).onCount());
        if (node.operator().equals("Shape")) {
            shape(call, known.get(0), results.get(0));
        } else if (node.operator().equals("Size")) {
            size(call, known.get(0), results.get(0));
        } else if (operator instanceof CompositeOperator composite) {
            written.add(call);
            expand(composite.expansion(withoutCounts(call, known)), node, results);
        } else if (ConstantFolding.canFold(call) && !shapeFollowsCount) {
            fold(node, call, operator, known, results);
        } else {
            Optional<CompositeOperator> ofParameters =
                    known.stream().noneMatch(Dependence::onExamples) ? operator.ofParameters(call) : Optional.empty();
            if (ofParameters.isPresent()) {
                expand(ofParameters.get().expansion(withoutCounts(call, known)), node, results);
            } else {
                add(node, call, operator, known, results);
            }
        }
    }

    /**
     * The call in which elements that follow from the number of examples count as unknown, since a rewritten operator
     * must not use them.
     */
    private static OperatorCall withoutCounts(OperatorCall call, List<Dependence> known) {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            Value input = call.inputs().get(i);
            inputs.add(known.get(i).onCount() ? new Value(input.name(), input.type(), Optional.empty()) : input);
        }
        return new OperatorCall(call.node(), call.operator(), call.attributes(), inputs, call.outputCount());
    }

    private void shape(OperatorCall call, Dependence dependence, String result) {
        Shape shape = call.input(0).shape();
        BitSet marks = new BitSet();
        if (dependence.onExamples()) {
            marks.set(dependence.exampleAxis());
        }
        int[] axes = ShapeReading.axes(call);
        long[] dims = Arrays.copyOfRange(shape.dims(), axes[0], axes[1]);
        multiples.shape(result);
        values.constant(result, Constant.ints(dims), marks.get(axes[0], axes[1]));
    }

    private void size(OperatorCall call, Dependence dependence, String result) {
        BitSet marks = new BitSet();
        marks.set(0, dependence.onExamples());
        Constant size =
                ReferenceTensor.longs(Shape.of(), call.input(0).shape().size()).toConstant();
        multiples.shape(result);
        values.constant(result, size, marks);
    }

    private void fold(
            Node node, OperatorCall call, NetworkOperator operator, List<Dependence> known, List<String> results) {
        List<TensorType> types = operator.infer(call);
        List<Constant> folded = ConstantFolding.fold(call, types);
        List<BitSet> marks = known.stream().map(Dependence::counts).toList();
        for (int i = 0; i < results.size(); i++) {
            BitSet found = ConstantFolding.marks(call, types.get(i), marks);
            BitSet followed = multiples.follow(call, node.inputs(), marks, results.get(i), found);
            values.constant(results.get(i), folded.get(i), followed);
        }
    }

    private void expand(Graph piece, Node node, List<String> results) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            names.put("i" + i, node.inputs().get(i));
        }
        piece.initializers().forEach((name, constant) -> {
            if (!names.containsKey(name)) {
                names.put(name, values.constant(node, name, constant));
            }
        });
        for (Node part : piece.nodes()) {
            part.outputs().forEach(output -> names.put(output, values.free(node, output)));
            List<String> outputs = part.outputs().stream().map(names::get).toList();
            List<String> from = part.inputs().stream()
                    .map(input -> input.isEmpty() ? "" : names.get(input))
                    .toList();
            place(new Node(outputs.get(0), part.operator(), from, outputs, part.attributes()), outputs);
        }
        for (int i = 0; i < results.size(); i++) {
            String from = names.get(piece.outputs().get(i).name());
            values.put(results.get(i), values.get(from), values.dependence(from));
            multiples.same(from, results.get(i));
        }
    }

    private void add(
            Node node, OperatorCall call, NetworkOperator operator, List<Dependence> known, List<String> results) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).onCount() && !operator.shapeInputs().contains(i)) {
                throw IsolationRules.mixes(
                        call,
                        "its input " + i + " (" + node.inputs().get(i)
                                + ") follows from the number of examples, so each"
                                + " additional example changes what is computed for all others",
                        "let the batch size determine only shapes, not values; export the network with a dynamic"
                                + " batch axis");
            }
        }
        List<String> names = call.inputs().stream().map(Value::name).toList();
        List<Value> added = builder.add(
                new Node(node.name(), node.operator(), names, node.outputs(), node.attributes()), call.inputs());
        Dependence dependence = operator.isolation(call, known);
        if (dependence.onExamples() && known.stream().noneMatch(Dependence::onExamples)) {
            dependence = IsolationRules.repeated(call, added.get(0).shape(), dependence, examples);
        }
        for (int i = 0; i < results.size(); i++) {
            values.put(results.get(i), added.get(i), dependence);
        }
    }
}
