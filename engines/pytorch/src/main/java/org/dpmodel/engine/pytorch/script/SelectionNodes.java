package org.dpmodel.engine.pytorch.script;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;

/** Parts of values at places that are known beforehand: Concat, Split, Slice, Pad. */
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
        node.result(Torch.call("cat", parts, node.attributes().integer("axis", 0)));
    }

    private static String range(String x, int axis, long start, long end, long step) {
        return Torch.call("slice", x, axis, start, end, step);
    }

    private static void split(ScriptNode node) {
        Shape shape = node.shape(0);
        int axis = shape.axis(node.attributes().integer("axis", 0));
        long parts = node.outputs();
        long equal = (shape.dim(axis) + parts - 1) / parts;
        long[] sizes = node.has(1)
                ? node.ints(1)
                : LongStream.range(0, parts)
                        .map(i -> Math.max(0, Math.min(equal, shape.dim(axis) - i * equal)))
                        .toArray();
        node.require(
                sizes.length == parts && LongStream.of(sizes).sum() == shape.dim(axis),
                "sizes " + Arrays.toString(sizes) + " do not fill axis " + axis + " of " + shape);
        long start = 0;
        for (int i = 0; i < sizes.length; i++) {
            node.result(i, range(node.in(0), axis, start, start + sizes[i], 1));
            start += sizes[i];
        }
    }

    private static void slice(ScriptNode node) {
        long[] starts = node.ints(1);
        long[] ends = node.ints(2);
        long[] axes =
                node.has(3) ? node.ints(3) : LongStream.range(0, starts.length).toArray();
        long[] steps = node.has(4) ? node.ints(4) : Pads.ones(starts.length);
        String sofar = node.in(0);
        for (int i = 0; i < starts.length; i++) {
            int axis = node.shape(0).axis(axes[i]);
            node.require(steps[i] != 0, "a step of 0 never ends");
            sofar = node.let(along(sofar, axis, node.shape(0).dim(axis), starts[i], ends[i], steps[i]));
        }
        node.result(sofar);
    }

    /** PyTorch has no negative steps: the same elements are taken forwards, then turned around. */
    private static String along(String x, int axis, long size, long from, long to, long step) {
        long start = from < 0 ? Math.max(from, -size) + size : from;
        long end = to < 0 ? Math.max(to, -size - 1) + size : to;
        if (step > 0) {
            start = Math.min(size, start);
            return range(x, axis, start, Math.max(start, Math.min(size, end)), step);
        }
        start = Math.min(size - 1, start);
        long count = Math.max(0, (start - end - step - 1) / -step);
        long lowest = start + (count - 1) * step;
        String forwards = count == 0 ? range(x, axis, 0, 0, 1) : range(x, axis, lowest, start + 1, -step);
        return Torch.call("flip", forwards, Torch.list(axis));
    }

    private static void pad(ScriptNode node) {
        String mode = node.attributes().text("mode", "constant");
        node.require(mode.equals("constant"), "mode must be constant, found " + mode);
        node.require(!node.has(3), "axes are not supported: write the pads of all axes out");
        double value = 0;
        if (node.has(2)) {
            Optional<Constant> written = node.constant(2);
            node.require(written.isPresent(), "input 2 (" + node.name(2) + ") must be a constant");
            value = written.orElseThrow().toFloats()[0];
        }
        long[] pads = node.ints(1);
        int rank = pads.length / 2;
        node.result(
                Pads.constant(node.in(0), Arrays.copyOf(pads, rank), Arrays.copyOfRange(pads, rank, 2 * rank), value));
    }
}
