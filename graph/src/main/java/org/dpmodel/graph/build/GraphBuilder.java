package org.dpmodel.graph.build;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;
import org.dpmodel.graph.type.OperatorTypes;

/**
 * Builds a {@link Graph} node by node. The type of each new value is inferred immediately, so a mistake shows where it is
 * made; the same operation on the same values is added only once. Mutable, for one thread.
 */
public final class GraphBuilder {
    private record Key(String operator, List<String> inputs, Attributes attributes, int outputs) {}

    private final String name;
    private final OperatorTypes operators;
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<ValueInfo> outputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Constant> initializers = new LinkedHashMap<>();
    private final Map<Constant, Value> knownConstants = new HashMap<>();
    private final Map<Key, List<Value>> knownCalls = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private String scope = "";

    /**
     * An empty graph.
     *
     * @param name name of the graph
     * @param operators infers the types of the operators that are called
     */
    public GraphBuilder(String name, OperatorTypes operators) {
        this.name = name;
        this.operators = operators;
    }

    /**
     * Names the part of the graph that is built next; the names of new nodes start with it.
     *
     * @param part for example {@code "conv1_backward"}
     */
    public void scope(String part) {
        scope = part.isEmpty() ? "" : part + "_";
    }

    /**
     * Reserves names for nodes that are added unchanged later.
     *
     * @param kept names that no new value gets
     */
    public void reserve(Collection<String> kept) {
        names.addAll(kept);
    }

    /**
     * Adds an input.
     *
     * @param input its name
     * @param type its type
     * @return the value
     */
    public Value input(String input, TensorType type) {
        claim(input);
        inputs.add(new ValueInfo(input, type));
        return new Value(input, type, Optional.empty());
    }

    /**
     * Adds a constant, or returns an equal one that was added before.
     *
     * @param constant the elements
     * @return the value
     */
    public Value constant(Constant constant) {
        return knownConstants.computeIfAbsent(constant, c -> put(fresh("constant"), c));
    }

    /**
     * Adds a constant under a given name.
     *
     * @param initializer its name
     * @param constant the elements
     * @return the value
     */
    public Value initializer(String initializer, Constant constant) {
        claim(initializer);
        return put(initializer, constant);
    }

    private Value put(String initializer, Constant constant) {
        initializers.put(initializer, constant.stored());
        return new Value(initializer, constant.type(), Optional.of(constant));
    }

    /**
     * Adds an operation with one output.
     *
     * @param operator ONNX operator
     * @param attributes its attributes
     * @param arguments its inputs
     * @return its output
     * @throws GraphException if the operator does not accept these inputs
     */
    public Value call(String operator, Attributes attributes, Value... arguments) {
        return call(operator, attributes, 1, arguments).get(0);
    }

    /**
     * Adds an operation.
     *
     * @param operator ONNX operator
     * @param attributes its attributes
     * @param outputCount how many of its outputs are used
     * @param arguments its inputs
     * @return its outputs
     * @throws GraphException if the operator does not accept these inputs
     */
    public List<Value> call(String operator, Attributes attributes, int outputCount, Value... arguments) {
        Key key = new Key(operator, List.of(arguments).stream().map(Value::name).toList(), attributes, outputCount);
        List<Value> known = knownCalls.get(key);
        if (known == null) {
            List<String> fresh = new ArrayList<>();
            for (int i = 0; i < outputCount; i++) {
                fresh.add(fresh(operator));
            }
            known = add(new Node(fresh.get(0), operator, key.inputs(), fresh, attributes), List.of(arguments));
            knownCalls.put(key, known);
        }
        return known;
    }

    /**
     * Adds a node unchanged, with its own names.
     *
     * @param node the node
     * @param arguments the values of its inputs, in order
     * @return its outputs
     */
    public List<Value> add(Node node, List<Value> arguments) {
        Operator operator = operators.find(node.operator(), node.name());
        List<TensorType> types = operator.infer(new OperatorCall(
                node.name(),
                node.operator(),
                node.attributes(),
                arguments,
                node.outputs().size()));
        List<Value> results = new ArrayList<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            String output = node.outputs().get(i);
            names.add(output);
            results.add(new Value(output, types.get(i), Optional.empty()));
        }
        nodes.add(node);
        return Collections.unmodifiableList(results);
    }

    /**
     * Marks a value as an output under a given name.
     *
     * @param output name of the output
     * @param value the value
     */
    public void output(String output, Value value) {
        claim(output);
        nodes.add(new Node(output, "Identity", List.of(value.name()), List.of(output), Attributes.none()));
        outputs.add(new ValueInfo(output, value.type()));
    }

    /**
     * Marks a value as an output under its own name.
     *
     * @param value the value
     */
    public void output(Value value) {
        outputs.add(new ValueInfo(value.name(), value.type()));
    }

    /**
     * The graph so far, without nodes and constants that no output depends on.
     *
     * @return an immutable graph
     */
    public Graph build() {
        Set<String> needed = new HashSet<>();
        outputs.forEach(output -> needed.add(output.name()));
        Deque<Node> kept = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(node.inputs());
                kept.addFirst(node);
            }
        }
        Map<String, Constant> used = new LinkedHashMap<>(initializers);
        used.keySet().retainAll(needed);
        return new Graph(name, inputs, outputs, List.copyOf(kept), used);
    }

    private void claim(String wanted) {
        if (wanted.isEmpty() || !names.add(wanted)) {
            throw new GraphException("the name '" + wanted + "' is empty or taken in graph " + name);
        }
    }

    private String fresh(String kind) {
        String free = unused(scope + kind.toLowerCase(java.util.Locale.ROOT));
        names.add(free);
        return free;
    }

    /**
     * A name that no value has yet.
     *
     * @param wanted how it begins
     * @return the name, followed by a number if it is already used
     */
    public String unused(String wanted) {
        String candidate = wanted;
        for (int i = 2; names.contains(candidate); i++) {
            candidate = wanted + "_" + i;
        }
        return candidate;
    }
}
