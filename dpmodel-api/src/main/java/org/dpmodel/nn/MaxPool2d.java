package org.dpmodel.nn;

import org.dpmodel.graph.Value;

/**
 * The maximum over square windows, {@code [batch, channels, height, width]} to smaller images.
 *
 * @param kernelSize width of the window
 * @param stride distance between windows
 * @param padMode treatment of the border
 */
public record MaxPool2d(int kernelSize, int stride, PadMode padMode) implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public MaxPool2d {
        Window.check("MaxPool2d", kernelSize, stride, padMode, 0);
    }

    /**
     * Windows that stay inside the image.
     *
     * @param kernelSize width of the window
     * @param stride distance between windows
     */
    public MaxPool2d(int kernelSize, int stride) {
        this(kernelSize, stride, PadMode.VALID);
    }

    @Override
    public String kind() {
        return "maxpool";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("MaxPool", Window.attributes(kernelSize, stride, padMode, 0), x);
    }
}
