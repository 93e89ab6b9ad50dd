package org.dpmodel.graph.reference;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;

/**
 * Which input positions a sliding window covers: along each spatial axis, output position o and window position k meet
 * input position o · stride + k · dilation - padding.
 */
final class Window {
    private final int[] kernel;
    private final int[] strides;
    private final int[] dilations;
    private final int[] begin;
    private final int[] end;

    private Window(int[] kernel, int[] strides, int[] dilations, int[] begin, int[] end) {
        this.kernel = kernel;
        this.strides = strides;
        this.dilations = dilations;
        this.begin = begin;
        this.end = end;
    }

    static Window of(KernelCall call, int[] input, int[] kernel) {
        Attributes attributes = call.attributes();
        int rank = kernel.length;
        int[] strides = ints(attributes.integers("strides", ones(rank)));
        int[] dilations = ints(attributes.integers("dilations", ones(rank)));
        int[] pads = ints(attributes.integers("pads", new long[2 * rank]));
        String autoPad = attributes.text("auto_pad", "NOTSET");
        if (autoPad.startsWith("SAME")) {
            for (int axis = 0; axis < rank; axis++) {
                int outputs = (input[axis] + strides[axis] - 1) / strides[axis];
                int covered = (outputs - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
                int total = Math.max(0, covered - input[axis]);
                pads[axis] = autoPad.equals("SAME_UPPER") ? total / 2 : total - total / 2;
                pads[rank + axis] = total - pads[axis];
            }
        }
        if (attributes.integer("ceil_mode", 0) != 0) {
            for (int axis = 0; axis < rank; axis++) {
                int starts = input[axis] + pads[axis];
                int rest = starts + pads[rank + axis] - (kernel[axis] - 1) * dilations[axis] - 1;
                int last = Math.floorDiv(rest + strides[axis] - 1, strides[axis]) * strides[axis];
                pads[rank + axis] += Math.max(0, (last >= starts ? last - strides[axis] : last) - rest);
            }
        }
        return new Window(
                kernel, strides, dilations, Arrays.copyOf(pads, rank), Arrays.copyOfRange(pads, rank, 2 * rank));
    }

    private static long[] ones(int rank) {
        return LongStream.generate(() -> 1).limit(rank).toArray();
    }

    static int[] ints(long... values) {
        return LongStream.of(values).mapToInt(Math::toIntExact).toArray();
    }

    int[] outputSizes(int[] input) {
        int[] output = new int[kernel.length];
        for (int axis = 0; axis < output.length; axis++) {
            int extent = (kernel[axis] - 1) * dilations[axis] + 1;
            output[axis] = (input[axis] + begin[axis] + end[axis] - extent) / strides[axis] + 1;
        }
        return output;
    }

    /**
     * The extent of a transposed convolution: from the first position of its first window to the last position of its
     * last window.
     */
    int reach(int axis, int windows) {
        int extent = (kernel[axis] - 1) * dilations[axis] + 1;
        return (windows - 1) * strides[axis] + extent - begin[axis] - end[axis];
    }

    /** The positions within the window. */
    Grid positions() {
        return Grid.of(kernel);
    }

    /** The input position, which may be in the padding. */
    int locate(int axis, int output, int within) {
        return output * strides[axis] + within * dilations[axis] - begin[axis];
    }
}
