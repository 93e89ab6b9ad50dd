package org.dpmodel.graph.reference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/**
 * Computes graphs in double precision with loops that follow the ONNX operator definitions (operator sets 13 to 17,
 * https://onnx.ai/onnx/operators) word for word. Designed to be correct, not fast: an oracle for tests and for doubts
 * about an engine. Immutable.
 */
public final class ReferenceInterpreter {
    private final Graph graph;
    private final Arithmetic arithmetic;
    private final Map<String, Kernel> kernels;

    /**
     * An interpreter of one graph.
     *
     * @param graph the graph; its batch need not be bound
     * @throws GraphException if the graph has an operator that the interpreter does not support
     */
    public ReferenceInterpreter(Graph graph) {
        this(graph, Arithmetic.EXACT);
    }

    /**
     * An interpreter that rounds as a device would.
     *
     * @param graph the graph; its batch need not be bound
     * @param arithmetic how it rounds
     * @throws GraphException if the graph has an operator that the interpreter does not support
     */
    public ReferenceInterpreter(Graph graph, Arithmetic arithmetic) {
        this.graph = graph;
        this.arithmetic = arithmetic;
        this.kernels = Kernels.all(arithmetic);
        for (Node node : graph.nodes()) {
            if (!kernels.containsKey(node.operator())) {
                throw new GraphException("node " + node.name() + ": operator " + node.operator()
                        + " is not known to the reference interpreter, which has " + kernels.keySet());
            }
        }
    }

    /**
     * The operators that the interpreter supports.
     *
     * @return names in alphabetical order
     */
    public static SortedSet<String> operators() {
        return new TreeSet<>(Kernels.all().keySet());
    }

    /**
     * Computes all outputs.
     *
     * @param inputs tensor by name, one for each input of the graph
     * @return tensor by name, in the order of the graph's outputs
     * @throws GraphException if an input is missing or of another type, or a node cannot be computed
     */
    public Map<String, ReferenceTensor> run(Map<String, ReferenceTensor> inputs) {
        Map<String, ReferenceTensor> values = new HashMap<>();
        graph.initializers().forEach((name, constant) -> values.put(name, rounded(ReferenceTensor.of(constant))));
        graph.inputs().forEach(input -> values.put(input.name(), rounded(checked(input, inputs.get(input.name())))));
        for (Node node : graph.nodes()) {
            List<ReferenceTensor> arguments = new ArrayList<>();
            node.inputs().forEach(name -> arguments.add(values.get(name)));
            if (arithmetic.roundsFactorsOf(node.operator())) {
                // A bias, the third input, is added after the matrix unit.
                arguments.subList(0, 2).replaceAll(factor -> factor.map(arithmetic.factors()));
            }
            List<ReferenceTensor> results = compute(kernels, node, arguments);
            for (int i = 0; i < node.outputs().size(); i++) {
                values.put(node.outputs().get(i), rounded(results.get(i)));
            }
        }
        Map<String, ReferenceTensor> outputs = new LinkedHashMap<>();
        graph.outputs().forEach(output -> outputs.put(output.name(), values.get(output.name())));
        return outputs;
    }

    private ReferenceTensor rounded(ReferenceTensor tensor) {
        return tensor.map(arithmetic.results());
    }

    /** Computes a node on its own. */
    static List<ReferenceTensor> compute(Map<String, Kernel> kernels, Node node, List<ReferenceTensor> arguments) {
        KernelCall call = new KernelCall(node, arguments);
        List<ReferenceTensor> results = kernels.get(node.operator()).run(call);
        call.require(
                results.size() >= call.outputs(),
                "the reference interpreter computes " + results.size() + " outputs, asked for " + call.outputs());
        return results;
    }

    private static ReferenceTensor checked(ValueInfo input, ReferenceTensor tensor) {
        if (tensor == null) {
            throw new GraphException("input " + input.name() + " is missing: pass a tensor of type " + input.type());
        }
        TensorType expected = input.type();
        Shape shape = expected.shape();
        if (tensor.shape().rank() == shape.rank()) {
            for (int axis = 0; axis < shape.rank(); axis++) {
                shape = shape.dim(axis) == Shape.BATCH
                        ? shape.with(axis, tensor.shape().dim(axis))
                        : shape;
            }
        }
        if (!expected.withShape(shape).equals(tensor.type())) {
            throw new GraphException("input " + input.name() + " must be " + expected + ", found " + tensor.type());
        }
        return tensor;
    }
}
