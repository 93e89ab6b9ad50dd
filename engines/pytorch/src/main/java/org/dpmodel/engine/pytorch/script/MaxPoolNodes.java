package org.dpmodel.engine.pytorch.script;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.OperatorCall;

/**
 * MaxPool over one to three spatial axes. PyTorch counts indices within a plane (one channel of one example), ONNX within
 * the whole tensor. Whatever the elements are, an index stays in its own plane, so no example's gradient goes to another
 * one.
 */
final class MaxPoolNodes {
    private static final int MAX_AXES = 3;
    private static final int PLANAR_RANK = 4;
    private static final int MANY_CHANNELS = 4;

    /** PyTorch's number for the layout. */
    private static final int CHANNELS_LAST = 2;

    private MaxPoolNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("MaxPool", MaxPoolNodes::pool);
    }

    static ConvGeometry geometry(ScriptNode node) {
        node.require(node.attributes().has("kernel_shape"), "kernel_shape is missing");
        node.require(
                node.attributes().integer("ceil_mode", 0) == 0,
                "ceil_mode must be 0: pad the input so that the windows fit");
        node.require(node.attributes().integer("storage_order", 0) == 0, "storage_order must be 0");
        int axes = node.shape(0).rank() - 2;
        node.require(axes >= 1 && axes <= MAX_AXES, "there must be 1 to " + MAX_AXES + " spatial axes, found " + axes);
        return ConvGeometry.of(node.call(), node.attributes().integers("kernel_shape"));
    }

    /** Whether PyTorch can pad by itself: the same at both ends, and by at most half a window. */
    static boolean padsFit(ConvGeometry geometry) {
        boolean fits = Pads.symmetric(geometry);
        for (int i = 0; i < geometry.axes(); i++) {
            fits &= 2 * geometry.padsBegin()[i] <= geometry.kernel()[i];
        }
        return fits;
    }

    private static void pool(ScriptNode node) {
        ConvGeometry geometry = geometry(node);
        boolean fits = padsFit(geometry);
        String x = fits ? node.in(0) : node.let(Pads.around(node.in(0), geometry, Double.NEGATIVE_INFINITY));
        boolean indexed = node.outputs() == 2;
        boolean turned = isFasterTurned(node);
        String call = Torch.call(
                "max_pool" + geometry.axes() + "d" + (indexed ? "_with_indices" : ""),
                turned ? node.let(Torch.call("contiguous", x, "memory_format=" + CHANNELS_LAST)) : x,
                Torch.list(geometry.kernel()),
                Torch.list(geometry.strides()),
                Torch.list(fits ? geometry.padsBegin() : Pads.zeros(geometry.axes())),
                Torch.list(geometry.dilations()),
                Torch.flag(false));
        if (indexed) {
            String places = node.results(call);
            node.rememberPlaces(1, places);
            if (node.isRead(1)) {
                node.result(1, global(node, fits ? places : unpadded(node, places, geometry)));
            }
        } else {
            node.result(call);
        }
        if (turned) {
            // Everything else is faster with channels first, and slow if operands differ in their layout.
            node.result(Torch.call("contiguous", node.out(0)));
        }
    }

    /** PyTorch's CPU kernel compares one element at a time, but many channels at a time if channels come last. */
    private static boolean isFasterTurned(ScriptNode node) {
        return node.device().equals(TorchScript.CPU)
                && node.shape(0).rank() == PLANAR_RANK
                && node.shape(0).dim(1) >= MANY_CHANNELS;
    }

    /** The geometry of a pooling over two axes that PyTorch pads by itself. */
    static Optional<ConvGeometry> planar(OperatorCall call) {
        ConvGeometry geometry = ConvGeometry.of(call, call.attributes().integers("kernel_shape"));
        return geometry.axes() == 2 && padsFit(geometry) ? Optional.of(geometry) : Optional.empty();
    }

    /** Converts positions in a padded plane to positions in the plane; those in the padding become the nearest element. */
    private static String unpadded(ScriptNode node, String places, ConvGeometry geometry) {
        Shape shape = node.shape(0);
        String rest = places;
        String position = "";
        long stride = 1;
        for (int i = geometry.axes() - 1; i >= 0; i--) {
            long size = shape.dim(i + 2);
            long padded = size + geometry.padsBegin()[i] + geometry.padsEnd()[i];
            String along = Torch.call("sub", Torch.call("remainder", rest, padded), geometry.padsBegin()[i]);
            String clamped = Torch.call("mul", Torch.call("clamp", along, 0, size - 1), stride);
            position = node.let(position.isEmpty() ? clamped : Torch.call("add", position, clamped));
            rest = node.let(Torch.call("div", rest, padded, "rounding_mode=\"floor\""));
            stride *= size;
        }
        return position;
    }

    private static String global(ScriptNode node, String places) {
        Shape shape = node.shape(0);
        long plane = shape.size(2, shape.rank());
        long planes = shape.dim(0) * shape.dim(1);
        long[] dims = new long[shape.rank()];
        Arrays.fill(dims, 1);
        dims[0] = shape.dim(0);
        dims[1] = shape.dim(1);
        String starts = Torch.call("arange", 0, planes * plane, plane, Torch.options(DataType.INT64, node.device()));
        return Torch.call("add", places, Torch.call("reshape", starts, Torch.list(dims)));
    }
}
