package org.dpmodel.graph;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A computation as a list of nodes in an order in which they can run; immutable.
 *
 * @param name name of the graph
 * @param inputs what is fed
 * @param outputs the values that are returned
 * @param nodes in topological order
 * @param initializers constants and parameters by name; never also an input
 */
public record Graph(
        String name,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs,
        List<Node> nodes,
        Map<String, Constant> initializers) {

    /**
     * Copies the collections and checks that each value is defined once and before its use.
     *
     * @throws GraphException if it is not
     */
    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
        checkNames(inputs, outputs, nodes, initializers.keySet());
    }

    private static void checkNames(
            List<ValueInfo> inputs, List<ValueInfo> outputs, List<Node> nodes, Set<String> initializers) {
        Set<String> defined = new HashSet<>(initializers);
        Set<String> nodeNames = new HashSet<>();
        for (ValueInfo input : inputs) {
            define(defined, input.name(), "input");
            nodeNames.add(input.name());
        }
        for (Node node : nodes) {
            if (!nodeNames.add(node.name())) {
                throw new GraphException("node name " + node.name() + " is used twice: give every node its own name");
            }
            for (String input : node.inputs()) {
                if (!input.isEmpty() && !defined.contains(input)) {
                    throw new GraphException("node " + node.name() + " (" + node.operator() + ") reads " + input
                            + ", which is not defined before it: sort the nodes topologically");
                }
            }
            node.outputs().forEach(output -> define(defined, output, "output of node " + node.name()));
        }
        for (ValueInfo output : outputs) {
            if (!defined.contains(output.name())) {
                throw new GraphException("graph output " + output.name() + " is computed by no node");
            }
        }
    }

    private static void define(Set<String> defined, String name, String what) {
        if (!defined.add(name)) {
            throw new GraphException("the value " + name + " (" + what + ") is defined twice");
        }
    }

    /**
     * The type of an input.
     *
     * @param input its name
     * @return its type
     * @throws GraphException if there is no such input
     */
    public TensorType inputType(String input) {
        return find(inputs, input, "input");
    }

    /**
     * The type of an output.
     *
     * @param output its name
     * @return its type
     * @throws GraphException if there is no such output
     */
    public TensorType outputType(String output) {
        return find(outputs, output, "output");
    }

    private TensorType find(List<ValueInfo> values, String wanted, String what) {
        return values.stream()
                .filter(value -> value.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new GraphException("graph " + name + " has no " + what + " " + wanted + "; it has "
                        + values.stream().map(ValueInfo::name).toList()))
                .type();
    }

    /**
     * The graph as text, one line per value, for reading and auditing.
     *
     * @return for example {@code y = Gemm(x, w, b) {transB=1}}
     */
    public String toText() {
        StringBuilder text = new StringBuilder("graph ").append(name).append('\n');
        inputs.forEach(input -> text.append("input ")
                .append(input.name())
                .append(" : ")
                .append(input.type())
                .append('\n'));
        initializers.forEach((key, value) ->
                text.append("constant ").append(key).append(" = ").append(value).append('\n'));
        for (Node node : nodes) {
            text.append(String.join(", ", node.outputs()))
                    .append(" = ")
                    .append(node.operator())
                    .append('(');
            text.append(String.join(", ", node.inputs())).append(')');
            if (!node.attributes().values().isEmpty()) {
                text.append(' ').append(node.attributes().values());
            }
            text.append('\n');
        }
        outputs.forEach(output -> text.append("output ")
                .append(output.name())
                .append(" : ")
                .append(output.type())
                .append('\n'));
        return text.toString();
    }
}
