package org.dpmodel.engine.onnxruntime.cann.dialect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/**
 * The part of ONNX that CANN computes according to the ONNX specification, on devices where ONNX Runtime's CANN provider
 * passes on whole graphs. A model is checked before it goes to a device, because CANN compiles at the first run, reports
 * little about what it refuses, and silently computes something different in a few cases.
 *
 * <p>The rules are those of CANN's ONNX parser and its operator plugins (open sources of August 2026): operator sets 8 to
 * 18, operators that the provider and the plugins both support, attributes and constants that they require, and forms
 * that they accept but compute wrongly. The model must satisfy all of them; whether a device's kernels then accept it is
 * known only on the device. {@link Graph} itself ensures that names of nodes differ from each other and from those of
 * inputs.
 */
public final class CannDialect {
    /** Highest operator set that CANN's plugins are registered for. */
    public static final int MAX_OPSET = 18;

    private static final int MOST_REPORTED = 10;

    private CannDialect() {}

    /**
     * The operators that both the provider and CANN's plugins support.
     *
     * @return names in alphabetical order
     */
    public static SortedSet<String> operators() {
        return new TreeSet<>(OperatorRules.ALL.keySet());
    }

    /**
     * Finds everything in a model that CANN refuses or would compute wrongly.
     *
     * @param model the model, with its batch bound
     * @return the violations in the order of the graph; empty if the model may go to a device
     */
    public static List<CannViolation> check(OnnxModel model) {
        List<CannViolation> found = new ArrayList<>();
        checkOpset(model, found);
        Graph graph = model.graph();
        checkBorder(graph, found);
        checkNames(graph, found);
        checkOutputsOfSeveral(graph, found);
        Map<String, TensorType> types = KnownTypes.of(graph);
        for (Node node : graph.nodes()) {
            new NodeCheck(node, graph, types, found).run();
        }
        return List.copyOf(found);
    }

    /**
     * Refuses a model that breaks a rule.
     *
     * @param model the model
     * @throws GraphException naming each violation (the first ten, if there are more) and how to fix it
     */
    public static void require(OnnxModel model) {
        List<CannViolation> found = check(model);
        if (!found.isEmpty()) {
            String more = found.size() > MOST_REPORTED ? "\n... and " + (found.size() - MOST_REPORTED) + " more" : "";
            throw new GraphException(found.stream()
                            .limit(MOST_REPORTED)
                            .map(CannViolation::toString)
                            .collect(Collectors.joining(
                                    "\n",
                                    "CANN does not take graph " + model.graph().name() + ":\n",
                                    ""))
                    + more);
        }
    }

    private static void checkOpset(OnnxModel model, List<CannViolation> found) {
        if (model.opset() > MAX_OPSET) {
            found.add(new CannViolation(
                    "graph " + model.graph().name(),
                    "the operator set must be at most " + MAX_OPSET,
                    String.valueOf(model.opset()),
                    "write the model with operator set 13, which older toolkits support as well"));
        }
    }

    private static void checkBorder(Graph graph, List<CannViolation> found) {
        if (graph.inputs().isEmpty() || graph.outputs().isEmpty()) {
            found.add(new CannViolation(
                    "graph " + graph.name(),
                    "it must have an input and an output",
                    graph.inputs().size() + " and " + graph.outputs().size(),
                    "give it at least one input and one output"));
        }
        for (ValueInfo input : graph.inputs()) {
            if (input.type().shape().rank() == 0) {
                found.add(new CannViolation(
                        "input " + input.name(),
                        "inputs must have an axis",
                        "a scalar",
                        "give it the shape [1]; a parameter, where the network stores it"));
            }
            checkStatic("input ", input, found);
        }
        graph.outputs().forEach(output -> checkStatic("output ", output, found));
    }

    private static void checkStatic(String kind, ValueInfo value, List<CannViolation> found) {
        if (value.type().shape().isSymbolic()) {
            found.add(new CannViolation(
                    kind + value.name(), "shapes must be static", value.type().toString(), "bind the batch to a size"));
        }
    }

    /** Initializers become separate nodes, named after them. */
    private static void checkNames(Graph graph, List<CannViolation> found) {
        for (Node node : graph.nodes()) {
            String name = node.name();
            int end = name.lastIndexOf("_Initializer_");
            if (name.isEmpty()) {
                found.add(new CannViolation(
                        "node " + name + " (" + node.operator() + ")",
                        "every node must have a name",
                        "none",
                        "name it: names that CANN generates may collide with those of others"));
            } else if (end >= 0
                    && graph.initializers().containsKey(name.substring(0, end))
                    && name.substring(end).matches("_Initializer_\\d+")) {
                found.add(new CannViolation(
                        "node " + name + " (" + node.operator() + ")",
                        "names of nodes must differ from those that CANN gives to initializers",
                        name,
                        "rename the node"));
            }
        }
    }

    /**
     * ONNX Runtime's CANN provider loses a graph output that comes from a node with several outputs if another one of
     * these has three readers or more.
     */
    private static void checkOutputsOfSeveral(Graph graph, List<CannViolation> found) {
        Set<String> read = new HashSet<>();
        graph.nodes().forEach(node -> read.addAll(node.inputs()));
        Set<String> outputs =
                graph.outputs().stream().map(ValueInfo::name).collect(Collectors.toCollection(HashSet::new));
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                if (outputs.contains(output)
                        && !read.contains(output)
                        && node.outputs().stream().anyMatch(other -> readers(graph, other) >= 3)) {
                    found.add(new CannViolation(
                            "output " + output,
                            "it must not come from a node whose other output is read three times or more",
                            "node " + node.name() + " (" + node.operator() + ") with outputs " + node.outputs(),
                            "put an Identity between, or do not export it"));
                }
            }
        }
    }

    private static long readers(Graph graph, String value) {
        return graph.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .filter(value::equals)
                .count();
    }
}
