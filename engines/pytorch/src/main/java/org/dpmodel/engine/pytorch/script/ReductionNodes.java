package org.dpmodel.engine.pytorch.script;

import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.type.LayoutSettings;

/** Reductions over axes, given by an attribute or a second input, and softmax. */
final class ReductionNodes {
    private ReductionNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("ReduceSum", node -> node.result(sum(node, node.in(0))));
        writers.put(
                "ReduceSumSquare", node -> node.result(sum(node, node.let(Torch.call("mul", node.in(0), node.in(0))))));
        writers.put(
                "ReduceMean", node -> node.result(Torch.call("mean", node.in(0), Torch.list(axes(node)), keep(node))));
        writers.put(
                "ReduceMax", node -> node.result(Torch.call("amax", node.in(0), Torch.list(axes(node)), keep(node))));
        writers.put("Softmax", softmax("softmax"));
        writers.put("LogSoftmax", softmax("log_softmax"));
    }

    /** The element type is explicit, since PyTorch sums small integers as large ones. */
    private static String sum(ScriptNode node, String x) {
        String dtype = "dtype=" + Torch.dtype(node.type(0).dataType());
        return Torch.call("sum", x, Torch.list(axes(node)), keep(node), dtype);
    }

    private static long[] axes(ScriptNode node) {
        int[] axes = LayoutSettings.reductionAxes(node.call());
        node.require(axes.length > 0, "a reduction over no axes does nothing: leave the node out");
        return IntStream.of(axes).asLongStream().toArray();
    }

    private static String keep(ScriptNode node) {
        return Torch.flag(LayoutSettings.keepsAxes(node.call()));
    }

    private static NodeWriter softmax(String operator) {
        return node ->
                node.result(Torch.call(operator, node.in(0), node.attributes().integer("axis", -1), Torch.NONE));
    }
}
