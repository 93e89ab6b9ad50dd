package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.type.LayoutSettings;

/** Reductions over axes, given by an attribute or a second input, and softmax. */
final class ReductionArrays {
    private ReductionArrays() {}

    static void addTo(Map<String, ArrayOperator> operators) {
        operators.put("ReduceSum", ArrayOperators.single(node -> sum(node, node.in(0))));
        operators.put(
                "ReduceSumSquare",
                ArrayOperators.single(node -> sum(node, node.in(0).mul(node.in(0)))));
        operators.put("ReduceMean", ArrayOperators.single(ReductionArrays::mean));
        operators.put("ReduceMax", ArrayOperators.single(ReductionArrays::max));
        operators.put("Softmax", ArrayOperators.single(node -> node.in(0)
                .softmax((int) node.attributes().integer("axis", -1))));
        operators.put("LogSoftmax", ArrayOperators.single(node -> node.in(0)
                .logSoftmax((int) node.attributes().integer("axis", -1))));
    }

    private static NDArray sum(ArrayNode node, NDArray x) {
        node.requireReal(0);
        return x.sum(axes(node), keep(node));
    }

    /** Engines compute the mean over one axis only. */
    private static NDArray mean(ArrayNode node) {
        int[] axes = axes(node);
        long count = IntStream.of(axes).mapToLong(node.shape(0)::dim).reduce(1, Math::multiplyExact);
        return sum(node, node.in(0)).div(count);
    }

    /** Engines compute the maximum over one axis at a time, starting with the last, so that the others keep their indices. */
    private static NDArray max(ArrayNode node) {
        int[] axes = axes(node);
        NDArray sofar = node.in(0);
        for (int i = axes.length - 1; i >= 0; i--) {
            sofar = sofar.max(new int[] {axes[i]}, keep(node));
        }
        return sofar;
    }

    private static int[] axes(ArrayNode node) {
        int[] axes = LayoutSettings.reductionAxes(node.call());
        node.require(axes.length > 0, "a reduction over no axes does nothing: leave the node out");
        return axes;
    }

    private static boolean keep(ArrayNode node) {
        return LayoutSettings.keepsAxes(node.call());
    }
}
