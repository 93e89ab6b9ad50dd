package org.dpmodel.engine.pytorch.script;

import java.util.Map;

/** Operators with different meanings in training and inference; only the latter is written. */
final class NormalizationNodes {
    private NormalizationNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("BatchNormalization", NormalizationNodes::batchNormalization);
        writers.put("LayerNormalization", NormalizationNodes::layerNormalization);
        writers.put("Dropout", NormalizationNodes::dropout);
    }

    private static void batchNormalization(ScriptNode node) {
        node.require(
                node.attributes().integer("training_mode", 0) == 0 && node.outputs() == 1,
                "statistics of the batch mix examples: export the network in evaluation mode");
        node.result(Torch.call(
                "batch_norm",
                node.in(0),
                node.in(1),
                node.in(2),
                node.in(3),
                node.in(4),
                Torch.flag(false),
                Torch.number(0),
                Torch.number(node.attributes().real("epsilon", 1e-5f)),
                Torch.flag(true)));
    }

    private static void layerNormalization(ScriptNode node) {
        node.require(node.outputs() == 1, "mean and deviation are not given as outputs");
        node.result(Torch.call(
                "layer_norm",
                node.in(0),
                Torch.list(node.shape(1).dims()),
                node.in(1),
                node.inOrNone(2),
                Torch.number(node.attributes().real("epsilon", 1e-5f)),
                Torch.flag(false)));
    }

    private static void dropout(ScriptNode node) {
        node.require(
                !node.has(2) && node.outputs() == 1,
                "random masks are not drawn inside the graph: export the network in evaluation mode");
        node.result(node.in(0));
    }
}
