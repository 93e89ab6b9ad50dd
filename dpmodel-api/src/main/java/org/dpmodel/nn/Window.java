package org.dpmodel.nn;

import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.validation.Require;

/** Attributes of the square windows of convolution and pooling. */
final class Window {
    private Window() {}

    static void check(String cell, int kernelSize, int stride, PadMode padMode, int padding) {
        Require.atLeast(cell + " kernelSize", kernelSize, 1, "pass the width of the window");
        Require.atLeast(cell + " stride", stride, 1, "pass the distance between windows");
        Require.atLeast(cell + " padding", padding, 0, "pass the number of zeros on each side");
        if (padding > 0 && padMode != PadMode.PAD) {
            throw Require.broken(cell + " padding", "must be 0 with pad mode " + padMode, padding, "use PadMode.PAD");
        }
    }

    static Attributes attributes(int kernelSize, int stride, PadMode padMode, int padding) {
        Attributes attributes = Attributes.none()
                .with("kernel_shape", new long[] {kernelSize, kernelSize})
                .with("strides", new long[] {stride, stride});
        return padMode == PadMode.PAD
                ? attributes.with("pads", new long[] {padding, padding, padding, padding})
                : attributes.with("auto_pad", new Attribute.Text(padMode.onnx()));
    }
}
