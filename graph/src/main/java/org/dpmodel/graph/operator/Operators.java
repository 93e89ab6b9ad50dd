package org.dpmodel.graph.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.type.Operator;

/** The operators that graphs may contain, by their ONNX name. */
public final class Operators {
    private static final Map<String, Operator> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("AveragePool", new AveragePooling()),
            Map.entry("BatchNormalization", new BatchNormalization()),
            Map.entry("Conv", new Convolution()),
            Map.entry(ConvMaxPool.NAME, new ConvMaxPool()),
            Map.entry("Dropout", new Dropout()),
            Map.entry("Gemm", new Gemm()),
            Map.entry("MatMul", new MatrixProduct()),
            Map.entry("MaxPool", new MaxPooling()),
            Map.entry("ScatterElements", new ElementPlacing())));

    static {
        FunctionOperators.addTo(ALL);
        StructureOperators.addTo(ALL);
        for (RecurrentCell.Kind kind : RecurrentCell.Kind.values()) {
            ALL.put(kind.name(), new RecurrentLayer(kind));
        }
        ALL.put("Split", new Splitting());
    }

    private Operators() {}

    /**
     * The knowledge about an operator.
     *
     * @param operator ONNX name
     * @param node the node that uses it, for the message
     * @return the operator
     * @throws GraphException if graphs cannot contain it
     */
    public static Operator find(String operator, String node) {
        Operator found = ALL.get(operator);
        if (found == null) {
            throw unsupported(operator, node);
        }
        return found;
    }

    /**
     * The knowledge about an operator of a network.
     *
     * @param operator ONNX name
     * @param node the node that uses it, for the message
     * @return the operator
     * @throws GraphException if networks cannot contain it
     */
    public static NetworkOperator network(String operator, String node) {
        if (find(operator, node) instanceof NetworkOperator found) {
            return found;
        }
        throw unsupported(operator, node);
    }

    /**
     * Checks that networks may contain all operators of a graph.
     *
     * @param graph a graph
     * @throws GraphException naming all operators that they cannot contain, and the first node of each
     */
    public static void requireNetwork(Graph graph) {
        Map<String, String> refused = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (!(ALL.get(node.operator()) instanceof NetworkOperator)) {
                refused.putIfAbsent(node.operator(), node.name());
            }
        }
        if (refused.size() == 1) {
            refused.forEach(Operators::network);
        }
        if (!refused.isEmpty()) {
            throw unsupported(refused);
        }
    }

    /**
     * Whether an operator is rewritten in terms of others before a network is proven, so that no engine sees it.
     *
     * @param operator ONNX name
     * @return true for a {@link CompositeOperator}
     */
    public static boolean isComposite(String operator) {
        return ALL.get(operator) instanceof CompositeOperator;
    }

    private static GraphException unsupported(Map<String, String> nodes) {
        List<String> reasons = nodes.keySet().stream()
                .filter(operator -> RefusedOperators.reason(operator).isPresent())
                .map(operator -> "; " + operator + ": "
                        + RefusedOperators.reason(operator).get())
                .toList();
        return new GraphException("operators " + String.join(", ", nodes.keySet()) + " (nodes "
                + String.join(", ", nodes.values()) + ") have no derivative and isolation rule"
                + String.join("", reasons) + "; networks may contain " + ofNetworks());
    }

    /**
     * The operators of ONNX that graphs may contain.
     *
     * @return names in alphabetical order
     */
    public static SortedSet<String> all() {
        SortedSet<String> names = new TreeSet<>(ALL.keySet());
        names.remove(ConvMaxPool.NAME);
        return names;
    }

    /**
     * The operators that networks may contain; the others are written only by the compiler.
     *
     * @return names in alphabetical order
     */
    public static SortedSet<String> ofNetworks() {
        SortedSet<String> names = all();
        names.removeIf(name -> !(ALL.get(name) instanceof NetworkOperator));
        return names;
    }

    private static GraphException unsupported(String operator, String node) {
        if (RefusedOperators.reason(operator).isPresent()) {
            return new GraphException("node " + node + ": networks cannot contain operator " + operator + ": "
                    + RefusedOperators.reason(operator).get());
        }
        return new GraphException("node " + node + ": operator " + operator + " has no derivative and isolation rule;"
                + " networks may contain " + ofNetworks());
    }
}
