package org.dpmodel.engine.pytorch.script;

import java.util.Arrays;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.type.ConvGeometry;

/** Conv and ConvTranspose over one to three spatial axes. */
final class ConvolutionNodes {
    /** No search for the fastest algorithm, deterministic, with cuDNN, and never in TF32, which keeps only 10 bits. */
    private static final String EXACT = "False, True, True, False";

    private static final int MAX_AXES = 3;

    private ConvolutionNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("Conv", ConvolutionNodes::convolution);
        writers.put("ConvTranspose", ConvolutionNodes::transposed);
    }

    private static long[] kernel(ScriptNode node) {
        Shape weight = node.shape(1);
        node.require(
                weight.rank() >= 3 && weight.rank() <= 2 + MAX_AXES,
                "there must be 1 to " + MAX_AXES + " spatial axes, found a weight of shape " + weight);
        return Arrays.copyOfRange(weight.dims(), 2, weight.rank());
    }

    private static void convolution(ScriptNode node) {
        ConvGeometry geometry = ConvGeometry.of(node.call(), kernel(node));
        boolean symmetric = Pads.symmetric(geometry);
        String x = symmetric ? node.in(0) : node.let(Pads.around(node.in(0), geometry, 0));
        node.result(Torch.call(
                "_convolution",
                x,
                node.in(1),
                node.inOrNone(2),
                Torch.list(geometry.strides()),
                Torch.list(symmetric ? geometry.padsBegin() : Pads.zeros(geometry.axes())),
                Torch.list(geometry.dilations()),
                Torch.flag(false),
                Torch.list(Pads.zeros(geometry.axes())),
                geometry.groups(),
                EXACT));
    }

    /**
     * The padding common to both ends is left to PyTorch; the rest is cropped, or added at the end if output_padding is
     * larger.
     */
    private static void transposed(ScriptNode node) {
        int axes = kernel(node).length;
        Attributes attributes = node.attributes();
        node.require(
                attributes.text("auto_pad", "NOTSET").equals("NOTSET") && !attributes.has("output_shape"),
                "auto_pad and output_shape are not supported: write pads and output_padding out");
        long[] strides = attributes.integers("strides", Pads.ones(axes));
        long[] dilations = attributes.integers("dilations", Pads.ones(axes));
        long[] pads = attributes.integers("pads", new long[2 * axes]);
        long[] extra = attributes.integers("output_padding", new long[axes]);
        long[] common = new long[axes];
        long[] begin = new long[2 + axes];
        long[] end = new long[2 + axes];
        for (int i = 0; i < axes; i++) {
            node.require(
                    extra[i] >= 0 && extra[i] < Math.max(strides[i], dilations[i]),
                    "output_padding must be at least 0 and smaller than stride or dilation, found "
                            + Arrays.toString(extra));
            common[i] = Math.min(pads[i], pads[axes + i]);
            begin[2 + i] = common[i] - pads[i];
            end[2 + i] = common[i] - pads[axes + i];
        }
        String whole = Torch.call(
                "_convolution",
                node.in(0),
                node.in(1),
                node.inOrNone(2),
                Torch.list(strides),
                Torch.list(common),
                Torch.list(dilations),
                Torch.flag(true),
                Torch.list(extra),
                attributes.integer("group", 1),
                EXACT);
        boolean exact =
                Arrays.stream(begin).allMatch(p -> p == 0) && Arrays.stream(end).allMatch(p -> p == 0);
        node.result(exact ? whole : Pads.constant(node.let(whole), begin, end, 0));
    }
}
