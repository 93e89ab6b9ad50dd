package org.dpmodel.graph.network;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.ValueInfo;

/**
 * A node that multiplies rows, or convolves images, by a weight.
 *
 * @param node a MatMul, Gemm or Conv
 * @param turned whether a matrix is stored with its outputs first, so that rows are multiplied by its transpose
 */
record LayerUse(Node node, boolean turned) {
    boolean isConvolution() {
        return node.operator().equals("Conv");
    }

    /** The number of channel groups of a convolution; 1 for matrices. */
    long groups() {
        return isConvolution() ? node.attributes().integer("group", 1) : 1;
    }

    /**
     * All uses of a weight on the way to an output.
     *
     * @throws GraphException naming the node that uses it differently, in a message without the name of the weight
     */
    static List<LayerUse> of(Graph graph, String weight) {
        int rank = graph.initializers().get(weight).type().shape().rank();
        if (rank < 2) {
            throw new GraphException("it must be a matrix or a stack of kernels, found "
                    + graph.initializers().get(weight).type());
        }
        List<LayerUse> uses = followed(graph, liveNodes(graph), weight, weight, false);
        if (uses.isEmpty()) {
            throw new GraphException("it does not influence the output");
        }
        return uses;
    }

    private static List<LayerUse> followed(
            Graph graph, Set<Node> live, String weight, String value, boolean transposed) {
        int rank = graph.initializers().get(weight).type().shape().rank();
        return graph.nodes().stream()
                .filter(node -> live.contains(node) && node.inputs().contains(value))
                .flatMap(node -> {
                    if (node.operator().equals("Identity") && rank == 2) {
                        return followed(graph, live, weight, node.outputs().get(0), transposed).stream();
                    }
                    if (isTranspose(node) && rank == 2) {
                        return followed(graph, live, weight, node.outputs().get(0), !transposed).stream();
                    }
                    return List.of(use(node, value, rank, transposed)).stream();
                })
                .toList();
    }

    private static boolean isTranspose(Node node) {
        return node.operator().equals("Transpose") && node.attributes().integers("perm", 1, 0)[0] == 1;
    }

    private static LayerUse use(Node node, String value, int rank, boolean transposed) {
        boolean second = node.inputs().indexOf(value) == 1 && node.inputs().lastIndexOf(value) == 1;
        if (second && rank == 2 && node.operator().equals("MatMul")) {
            return new LayerUse(node, transposed);
        }
        if (second
                && rank == 2
                && node.operator().equals("Gemm")
                && node.attributes().integer("transA", 0) == 0) {
            return new LayerUse(node, transposed != (node.attributes().integer("transB", 0) != 0));
        }
        if (second && rank > 2 && node.operator().equals("Conv")) {
            return new LayerUse(node, false);
        }
        throw new GraphException("node " + node.name() + " (" + node.operator() + ") reads it as input "
                + node.inputs().indexOf(value)
                + ", where it is not the weight of a MatMul, Gemm or Conv");
    }

    private static Set<Node> liveNodes(Graph graph) {
        Set<String> needed = new HashSet<>();
        graph.outputs().stream().map(ValueInfo::name).forEach(needed::add);
        Set<Node> live = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(node.inputs());
                live.add(node);
            }
        }
        return live;
    }
}
