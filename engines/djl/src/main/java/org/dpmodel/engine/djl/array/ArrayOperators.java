package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.Node;

/** The operators that can be computed, by their ONNX name. */
public final class ArrayOperators {
    private static final Map<String, ArrayOperator> ALL = all();

    private ArrayOperators() {}

    private static Map<String, ArrayOperator> all() {
        Map<String, ArrayOperator> operators = new TreeMap<>();
        ElementwiseArrays.addTo(operators);
        LayerArrays.addTo(operators);
        NormalizationArrays.addTo(operators);
        ReductionArrays.addTo(operators);
        ShapeArrays.addTo(operators);
        SelectionArrays.addTo(operators);
        return operators;
    }

    /** An operator with one output. */
    static ArrayOperator single(Function<ArrayNode, NDArray> function) {
        return node -> List.of(function.apply(node));
    }

    /**
     * The operators that arrays compute.
     *
     * @return names in alphabetical order
     */
    public static SortedSet<String> operators() {
        return new TreeSet<>(ALL.keySet());
    }

    /**
     * The operator of a node.
     *
     * @param node the node
     * @param graph name of its graph, for the message
     * @return the operator
     * @throws EngineException if arrays cannot compute it
     */
    public static ArrayOperator find(Node node, String graph) {
        ArrayOperator operator = ALL.get(node.operator());
        if (operator == null) {
            throw new EngineException("graph " + graph + ", node " + node.name() + ": arrays of the Deep Java Library"
                    + " have no operator " + node.operator() + "; take engine pytorch or onnxruntime, or operators of "
                    + ALL.keySet());
        }
        return operator;
    }
}
