package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.validation.Require;

/**
 * The window of a convolution or a pooling over sequences.
 *
 * @param kernelSize width of the window
 * @param stride distance between windows
 * @param padMode treatment of the border
 * @param padding zeros at each end, with {@link PadMode#PAD} only
 * @param dilation distance between elements of the window
 */
public record Window1d(int kernelSize, int stride, PadMode padMode, int padding, int dilation) {
    /**
     * Checks the numbers.
     *
     * @param kernelSize width of the window
     * @param stride distance between windows
     * @param padMode treatment of the border
     * @param padding zeros at each end, with {@link PadMode#PAD} only
     * @param dilation distance between elements of the window
     * @throws IllegalArgumentException if one is out of its range
     */
    public Window1d {
        Require.atLeast("kernelSize", kernelSize, 1, "pass the width of the window");
        Require.atLeast("stride", stride, 1, "pass the distance between windows");
        Objects.requireNonNull(padMode, "padMode");
        Require.atLeast("padding", padding, 0, "pass the number of zeros at each end");
        Require.atLeast("dilation", dilation, 1, "pass 1 for a dense window");
        if (padding > 0 && padMode != PadMode.PAD) {
            throw Require.broken("padding", "must be 0 with pad mode " + padMode, padding, "use PadMode.PAD");
        }
    }

    Window1d withStride(int value) {
        return new Window1d(kernelSize, value, padMode, padding, dilation);
    }

    Window1d withPadMode(PadMode mode) {
        return new Window1d(kernelSize, stride, mode, 0, dilation);
    }

    Window1d withPadding(int zeros) {
        return new Window1d(kernelSize, stride, PadMode.PAD, zeros, dilation);
    }

    Window1d withDilation(int value) {
        return new Window1d(kernelSize, stride, padMode, padding, value);
    }

    /** The attributes of a pooling node. */
    Attributes attributes() {
        Attributes attributes =
                Attributes.none().with("kernel_shape", new long[] {kernelSize}).with("strides", new long[] {stride});
        return padMode == PadMode.PAD
                ? attributes.with("pads", new long[] {padding, padding})
                : attributes.with("auto_pad", new Attribute.Text(padMode.onnx()));
    }
}
