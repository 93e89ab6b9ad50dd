package org.dpmodel.engine.pytorch.script;

import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.type.LayoutSettings;

/** The same elements in another shape or order, or repeated. */
final class ShapeNodes {
    private ShapeNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        for (String operator : new String[] {"Reshape", "Flatten", "Squeeze", "Unsqueeze"}) {
            writers.put(operator, node -> to(node, "reshape"));
        }
        writers.put("Expand", node -> to(node, "expand"));
        writers.put("Transpose", ShapeNodes::transpose);
        writers.put(
                "Tile",
                node -> node.result(
                        Torch.call("repeat", node.in(0), Torch.list(node.call().constantInts(1)))));
    }

    private static void to(ScriptNode node, String function) {
        node.result(
                Torch.call(function, node.in(0), Torch.list(node.outputShape(0).dims())));
    }

    /** A view; its readers copy if they have to. */
    private static void transpose(ScriptNode node) {
        long[] order = IntStream.of(LayoutSettings.permutation(node.call()))
                .asLongStream()
                .toArray();
        node.result(Torch.call("permute", node.in(0), Torch.list(order)));
    }
}
