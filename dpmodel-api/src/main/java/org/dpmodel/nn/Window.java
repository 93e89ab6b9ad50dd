package org.dpmodel.nn;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.validation.Require;

/**
 * The window of a convolution or a pooling, of the same size, stride and border along each axis of a sequence or an image.
 *
 * @param kernelSize width of the window
 * @param stride distance between neighbouring windows
 * @param padMode treatment of the border
 * @param padding number of zeros at each end, only with {@link PadMode#PAD}
 * @param dilation distance between elements of the window
 */
public record Window(int kernelSize, int stride, PadMode padMode, int padding, int dilation) {
    /**
     * Checks the numbers.
     *
     * @param kernelSize width of the window
     * @param stride distance between neighbouring windows
     * @param padMode treatment of the border
     * @param padding number of zeros at each end, only with {@link PadMode#PAD}
     * @param dilation distance between elements of the window
     * @throws IllegalArgumentException if one is out of its range
     */
    public Window {
        Require.atLeast("kernelSize", kernelSize, 1, "pass the width of the window");
        Require.atLeast("stride", stride, 1, "pass the distance between windows");
        Objects.requireNonNull(padMode, "padMode");
        Require.atLeast("padding", padding, 0, "pass the number of zeros at each end");
        Require.atLeast("dilation", dilation, 1, "pass 1 for a dense window");
        if (padding > 0 && padMode != PadMode.PAD) {
            throw Require.broken("padding", "must be 0 with pad mode " + padMode, padding, "use PadMode.PAD");
        }
    }

    Window withStride(int value) {
        return new Window(kernelSize, value, padMode, padding, dilation);
    }

    Window withPadMode(PadMode mode) {
        return new Window(kernelSize, stride, mode, 0, dilation);
    }

    Window withPadding(int zeros) {
        return new Window(kernelSize, stride, PadMode.PAD, zeros, dilation);
    }

    Window withDilation(int value) {
        return new Window(kernelSize, stride, padMode, padding, value);
    }

    /** The attributes of a pooling node over the given number of axes. */
    Attributes attributes(int axes) {
        Attributes attributes =
                Attributes.none().with("kernel_shape", along(axes, kernelSize)).with("strides", along(axes, stride));
        return padMode == PadMode.PAD
                ? attributes.with("pads", along(2 * axes, padding))
                : attributes.with("auto_pad", new Attribute.Text(padMode.onnx()));
    }

    /** The dilations of a node over the given number of axes. */
    long[] dilations(int axes) {
        return along(axes, dilation);
    }

    /** The shape of a weight with such a kernel over the given number of axes. */
    long[] weightShape(long first, long second, int axes) {
        return LongStream.concat(LongStream.of(first, second), LongStream.of(along(axes, kernelSize)))
                .toArray();
    }

    private static long[] along(int axes, long value) {
        long[] values = new long[axes];
        Arrays.fill(values, value);
        return values;
    }
}
