package org.dpmodel.engine.pytorch.script;

import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.type.AxisRange;
import org.dpmodel.graph.type.ConstantPads;
import org.dpmodel.graph.type.LayoutSettings;

/** Parts of values at constant positions: Concat, Split, Slice, Pad. */
final class SelectionNodes {
    private SelectionNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("Concat", SelectionNodes::concat);
        writers.put("Split", SelectionNodes::split);
        writers.put("Slice", SelectionNodes::slice);
        writers.put("Pad", SelectionNodes::pad);
    }

    private static void concat(ScriptNode node) {
        String parts =
                Torch.list(IntStream.range(0, node.inputs()).mapToObj(node::in).toList());
        node.result(Torch.call("cat", parts, LayoutSettings.axis(node.call())));
    }

    private static String range(String x, int axis, long start, long end, long step) {
        return Torch.call("slice", x, axis, start, end, step);
    }

    private static void split(ScriptNode node) {
        int axis = LayoutSettings.axis(node.call());
        long start = 0;
        long[] sizes = LayoutSettings.splitSizes(node.call());
        for (int i = 0; i < sizes.length; i++) {
            node.result(i, range(node.in(0), axis, start, start + sizes[i], 1));
            start += sizes[i];
        }
    }

    /** PyTorch has no negative steps: the same elements are sliced forwards, then reversed. */
    private static void slice(ScriptNode node) {
        String sofar = node.in(0);
        for (AxisRange range : AxisRange.of(node.call())) {
            AxisRange forwards = range.forwards();
            sofar = node.let(range(sofar, range.axis(), forwards.start(), forwards.end(), forwards.step()));
            if (range.step() < 0) {
                sofar = node.let(Torch.call("flip", sofar, Torch.list(range.axis())));
            }
        }
        node.result(sofar);
    }

    private static void pad(ScriptNode node) {
        ConstantPads pads = ConstantPads.of(node.call());
        node.result(Pads.constant(node.in(0), pads.begin(), pads.end(), pads.value()));
    }
}
