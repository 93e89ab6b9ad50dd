package org.dpmodel.engine.pytorch.script;

import java.util.Arrays;
import java.util.Map;
import org.dpmodel.graph.type.ConvGeometry;

/** AveragePool over one to three spatial axes, padding counted or not. */
final class AveragePoolNodes {
    private AveragePoolNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("AveragePool", AveragePoolNodes::pool);
    }

    private static void pool(ScriptNode node) {
        ConvGeometry geometry = MaxPoolNodes.geometry(node);
        node.require(
                Arrays.stream(geometry.dilations()).allMatch(d -> d == 1),
                "dilations must be 1, found " + Arrays.toString(geometry.dilations()));
        boolean countPadding = node.attributes().integer("count_include_pad", 0) == 1;
        if (MaxPoolNodes.padsFit(geometry)) {
            node.result(average(node.in(0), geometry, geometry.padsBegin(), countPadding));
            return;
        }
        long[] none = Pads.zeros(geometry.axes());
        String summed = average(Pads.around(node.in(0), geometry, 0), geometry, none, true);
        if (countPadding) {
            node.result(summed);
            return;
        }
        // The fraction of a window that is inside the input is the average of ones surrounded by zeros.
        String ones = Torch.call("ones_like", Torch.call("slice", node.in(0), 0, 0, 1, 1));
        String shares = average(Pads.around(ones, geometry, 0), geometry, none, true);
        node.result(Torch.call("div", node.let(summed), node.let(shares)));
    }

    private static String average(String x, ConvGeometry geometry, long[] pads, boolean countPadding) {
        return Torch.call(
                "avg_pool" + geometry.axes() + "d",
                x,
                Torch.list(geometry.kernel()),
                Torch.list(geometry.strides()),
                Torch.list(pads),
                Torch.flag(false),
                Torch.flag(countPadding));
    }
}
