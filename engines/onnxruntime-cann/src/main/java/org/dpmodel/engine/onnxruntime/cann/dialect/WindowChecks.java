package org.dpmodel.engine.onnxruntime.cann.dialect;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;

/** Rules of convolution and pooling. Ranges are those for which CANN's operator descriptions promise correct results. */
final class WindowChecks {
    private static final long MOST_GROUPS = 65_535;
    private static final long MAX_STRIDE = 63;
    private static final long MAX_POOL_ELEMENTS = 255;
    private static final long MAX_WIDTH = 4096;
    private static final long MAX_HEIGHT = 100_000;

    private WindowChecks() {}

    static void convolution(NodeCheck node) {
        node.requireAttribute("kernel_shape");
        requireExplicitPads(node);
        node.requireRange("kernel_shape", 1, 511);
        node.requireRange("strides", 1, MAX_STRIDE);
        node.requireRange("pads", 0, 255);
        node.requireRange("dilations", 1, 255);
        requireGroups(node);
        node.shape(0).ifPresent(input -> requireSize(node, input));
    }

    static void transposedConvolution(NodeCheck node) {
        node.requireAttribute("kernel_shape");
        requireExplicitPads(node);
        node.require(
                !node.attributes().has("output_shape"),
                "output_shape must not be used",
                "output_shape",
                "write output_padding: after output_shape, CANN treats other transposed convolutions as SAME_LOWER");
        node.requireRange("kernel_shape", 1, 255);
        node.requireRange("strides", 1, MAX_STRIDE);
        node.requireRange("pads", 0, 255);
        node.requireRange("dilations", 1, 255);
        requireGroups(node);
    }

    private static void pooling(NodeCheck node) {
        node.requireAttribute("kernel_shape");
        long[] kernel = node.attributes().integers("kernel_shape", new long[0]);
        node.require(
                LongStream.of(kernel).reduce(1, (a, b) -> a * b) <= MAX_POOL_ELEMENTS,
                "the window must have at most " + MAX_POOL_ELEMENTS + " elements",
                Arrays.toString(kernel),
                "pool in two stages");
        node.requireRange("strides", 1, MAX_STRIDE);
    }

    static void maxPooling(NodeCheck node) {
        pooling(node);
        node.require(
                node.outputs() == 1,
                "it must have one output",
                node.outputs() + ", the second of which is Indices",
                "find the position of the maximum by comparing, as the cann target does");
        node.require(
                node.attributes().integer("storage_order", 0) == 0,
                "storage_order must be 0",
                "1",
                "leave the attribute out");
        long[] dilations = node.attributes().integers("dilations", new long[0]);
        node.require(
                LongStream.of(dilations).allMatch(d -> d == 1),
                "dilations must be 1",
                Arrays.toString(dilations),
                "take slices and their maximum: CANN silently drops dilations");
    }

    static void averagePooling(NodeCheck node) {
        pooling(node);
        node.require(
                !node.attributes().text("auto_pad", "NOTSET").equals("SAME_LOWER"),
                "auto_pad must not be SAME_LOWER",
                "SAME_LOWER",
                "write the pads: CANN computes SAME_UPPER");
    }

    private static void requireExplicitPads(NodeCheck node) {
        String autoPad = node.attributes().text("auto_pad", "NOTSET");
        boolean volumes = node.shape(0).map(Shape::rank).orElse(4) == 5;
        node.require(
                !volumes || autoPad.equals("NOTSET") || autoPad.equals("VALID"),
                "auto_pad must be NOTSET or VALID for three spatial axes",
                autoPad,
                "write the pads: with static shapes they are known");
    }

    private static void requireGroups(NodeCheck node) {
        long groups = node.attributes().integer("group", 1);
        node.require(
                groups >= 1 && groups <= MOST_GROUPS,
                "group must be in [1, " + MOST_GROUPS + "]",
                String.valueOf(groups),
                "split the convolution");
    }

    private static void requireSize(NodeCheck node, Shape input) {
        int rank = input.rank();
        node.require(
                input.dim(-1) <= MAX_WIDTH && (rank < 4 || input.dim(-2) <= MAX_HEIGHT),
                "images must be at most " + MAX_HEIGHT + " high and " + MAX_WIDTH + " wide",
                input.toString(),
                "split the images, or exchange height and width");
    }
}
