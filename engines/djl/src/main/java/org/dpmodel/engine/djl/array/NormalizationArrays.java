package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Normalization by stored statistics, and by those of each example. */
final class NormalizationArrays {
    private NormalizationArrays() {}

    static void addTo(Map<String, ArrayOperator> operators) {
        operators.put("BatchNormalization", ArrayOperators.single(NormalizationArrays::batchNormalization));
        operators.put("LayerNormalization", ArrayOperators.single(NormalizationArrays::layerNormalization));
    }

    private static NDArray batchNormalization(ArrayNode node) {
        node.require(
                node.attributes().integer("training_mode", 0) == 0 && node.outputs() == 1,
                "statistics of the batch mix examples: export the network in evaluation mode");
        long[] aligned = new long[node.shape(0).rank()];
        Arrays.fill(aligned, 1);
        aligned[1] = node.shape(0).dim(1);
        NDArray[] parts = new NDArray[4];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = node.in(i + 1).reshape(aligned);
        }
        NDArray deviation =
                parts[3].add(node.attributes().real("epsilon", 1e-5f)).sqrt();
        return node.in(0).sub(parts[2]).div(deviation).mul(parts[0]).add(parts[1]);
    }

    private static NDArray layerNormalization(ArrayNode node) {
        node.require(node.outputs() == 1, "mean and deviation are not given as outputs");
        int rank = node.shape(0).rank();
        int axis = node.shape(0).axis(node.attributes().integer("axis", -1));
        int[] axes = IntStream.range(axis, rank).toArray();
        // PyTorch's arrays have no mean over several axes.
        float count = node.shape(0).size(axis, rank);
        NDArray centred = node.in(0).sub(node.in(0).sum(axes, true).div(count));
        NDArray variance = centred.square().sum(axes, true).div(count);
        NDArray deviation =
                variance.add(node.attributes().real("epsilon", 1e-5f)).sqrt();
        NDArray scaled = centred.div(deviation).mul(node.in(1));
        return node.has(2) ? scaled.add(node.in(2)) : scaled;
    }
}
