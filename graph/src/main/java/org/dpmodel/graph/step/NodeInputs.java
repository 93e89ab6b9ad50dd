package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;

/**
 * Whether nodes have the inputs that ONNX requires. Checked before anything else looks at them, so that a damaged file is
 * refused by the name of its node.
 */
final class NodeInputs {
    private static final Map<String, Integer> REQUIRED = required();

    private NodeInputs() {}

    private static Map<String, Integer> required() {
        Map<String, Integer> least = new HashMap<>();
        require(least, 0, "Constant", "RandomNormal", "RandomUniform");
        require(
                least,
                2,
                "Add",
                "And",
                "CastLike",
                "Conv",
                "ConvTranspose",
                "CumSum",
                "Div",
                "Equal",
                "Expand",
                "Gather",
                "GatherElements",
                "GatherND",
                "Gemm",
                "Greater",
                "GreaterOrEqual",
                "GridSample",
                "LayerNormalization",
                "Less",
                "LessOrEqual",
                "MatMul",
                "Mod",
                "Mul",
                "Or",
                "PRelu",
                "Pad",
                "Pow",
                "RMSNormalization",
                "Reshape",
                "STFT",
                "SimplifiedLayerNormalization",
                "Sub",
                "Tile",
                "TopK",
                "Unsqueeze",
                "Xor");
        require(
                least,
                3,
                "Attention",
                "GRU",
                "GroupNormalization",
                "InstanceNormalization",
                "LSTM",
                "OneHot",
                "RNN",
                "Range",
                "ScatterElements",
                "ScatterND",
                "Slice",
                "Where");
        require(least, 5, "BatchNormalization");
        return Map.copyOf(least);
    }

    private static void require(Map<String, Integer> least, int count, String... operators) {
        for (String operator : operators) {
            least.put(operator, count);
        }
    }

    /**
     * Checks all nodes.
     *
     * @throws GraphException if one lacks an input
     */
    static void check(Graph graph) {
        graph.nodes().forEach(NodeInputs::check);
    }

    private static void check(Node node) {
        int least = REQUIRED.getOrDefault(node.operator(), 1);
        List<String> inputs = node.inputs();
        for (int i = 0; i < least; i++) {
            if (i >= inputs.size() || inputs.get(i).isEmpty()) {
                throw new GraphException(
                        "node " + node.name() + " (" + node.operator() + ") must have at least " + least
                                + (least == 1 ? " input" : " inputs") + ", but input " + i
                                + " is missing: the file is damaged, export it again");
            }
        }
    }
}
