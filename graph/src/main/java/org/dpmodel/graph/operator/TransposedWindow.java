package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.OperatorCall;

/** The window of a transposed convolution, and the size of its output. */
final class TransposedWindow {
    private final OperatorCall call;
    private final int axes;
    private final long[] kernel;
    private final long[] strides;
    private final long[] dilations;
    private final long[] begin;
    private final long[] end;
    private final long[] sizes;

    /** Reads the attributes of a node; {@code output_shape} and {@code auto_pad} determine the pads if they are given. */
    TransposedWindow(OperatorCall call) {
        this.call = call;
        this.axes = call.input(0).shape().rank() - 2;
        call.require(
                LongStream.of(call.input(0).shape().dims()).skip(2).allMatch(size -> size <= Integer.MAX_VALUE),
                () -> "its input must have at most 2147483647 elements along an axis, found "
                        + call.input(0).shape());
        this.kernel = Arrays.copyOfRange(call.input(1).shape().dims(), 2, 2 + axes);
        this.strides = numbers("strides", 1, 1);
        this.dilations = numbers("dilations", 1, 1);
        long[] written = call.attributes().integers("kernel_shape", kernel);
        call.require(
                Arrays.equals(written, kernel),
                () -> "kernel_shape " + Arrays.toString(written) + " differs from weight "
                        + call.input(1).shape());
        long[] pads = call.attributes().integers("pads", new long[2 * axes]);
        call.require(
                pads.length == 2 * axes && LongStream.of(pads).allMatch(pad -> pad >= 0 && pad <= Integer.MAX_VALUE),
                () -> "pads must be " + 2 * axes + " numbers in [0, 2147483647], found " + Arrays.toString(pads));
        this.begin = Arrays.copyOf(pads, axes);
        this.end = Arrays.copyOfRange(pads, axes, 2 * axes);
        this.sizes = new long[axes];
        for (int i = 0; i < axes; i++) {
            place(i);
        }
    }

    private long[] numbers(String attribute, long absent, long least) {
        long[] given = call.attributes()
                .integers(
                        attribute, LongStream.generate(() -> absent).limit(axes).toArray());
        call.require(
                given.length == axes
                        && LongStream.of(given).allMatch(number -> number >= least && number <= Integer.MAX_VALUE),
                () -> attribute + " must be " + axes + " numbers in [" + least + ", 2147483647], found "
                        + Arrays.toString(given));
        return given;
    }

    private void place(int i) {
        long beyond = numbers("output_padding", 0, 0)[i];
        call.require(
                beyond < Math.max(strides[i], dilations[i]),
                () -> "output_padding must be smaller than the stride or the dilation, found " + beyond);
        long reached = (call.input(0).dim(i + 2) - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1 + beyond;
        String autoPad = call.attributes().text("auto_pad", "NOTSET");
        boolean same = autoPad.startsWith("SAME_");
        if (call.attributes().has("output_shape") || same) {
            long[] wanted = call.attributes().integers("output_shape", new long[0]);
            sizes[i] = wanted.length == 0 ? call.input(0).dim(i + 2) * strides[i] : wanted[wanted.length - axes + i];
            long cut = Math.max(0, reached - sizes[i]);
            begin[i] = autoPad.equals("SAME_UPPER") ? cut / 2 : cut - cut / 2;
            end[i] = cut - begin[i];
        } else {
            sizes[i] = reached - begin[i] - end[i];
        }
        call.require(sizes[i] >= 1, () -> "its pads leave nothing of axis " + (i + 2));
    }

    /** Sizes of the output's spatial axes. */
    long[] sizes() {
        return sizes.clone();
    }

    /** The convolution that this is the backward pass of. */
    ConvGeometry geometry() {
        ConvGeometry geometry = ConvGeometry.explicit(
                kernel, strides, dilations, begin, end, call.attributes().integer("group", 1));
        for (int i = 0; i < axes; i++) {
            int axis = i;
            call.require(
                    geometry.outputSize(axis, sizes[axis]) == call.input(0).dim(axis + 2),
                    () -> "an output of size " + sizes[axis] + " along axis " + (axis + 2)
                            + " extends beyond what its input covers: use a smaller output_padding or output_shape");
        }
        return geometry;
    }
}
