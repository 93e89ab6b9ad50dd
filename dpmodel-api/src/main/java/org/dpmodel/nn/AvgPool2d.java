package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Value;

/**
 * The average over square windows, {@code [batch, channels, height, width]} to smaller images.
 *
 * @param window size, stride and border of the window
 */
public record AvgPool2d(Window window) implements Cell {
    /**
     * Checks that there is a window.
     *
     * @param window size, stride and border of the window
     */
    public AvgPool2d {
        Objects.requireNonNull(window, "window");
    }

    /**
     * Windows that stay inside the image.
     *
     * @param kernelSize width of the window
     * @param stride distance between neighbouring windows
     */
    public AvgPool2d(int kernelSize, int stride) {
        this(new Window(kernelSize, stride, PadMode.VALID, 0, 1));
    }

    @Override
    public String kind() {
        return "avgpool";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("AveragePool", window.attributes(2), x);
    }
}
