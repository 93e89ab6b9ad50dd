package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Value;

/**
 * The maximum over square windows, {@code [batch, channels, height, width]} to smaller images.
 *
 * @param window size, stride and border of the window
 */
public record MaxPool2d(Window window) implements Cell {
    /**
     * Checks that there is a window.
     *
     * @param window size, stride and border of the window
     */
    public MaxPool2d {
        Objects.requireNonNull(window, "window");
    }

    /**
     * Windows that stay inside the image.
     *
     * @param kernelSize width of the window
     * @param stride distance between neighbouring windows
     */
    public MaxPool2d(int kernelSize, int stride) {
        this(new Window(kernelSize, stride, PadMode.VALID, 0, 1));
    }

    @Override
    public String kind() {
        return "maxpool";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("MaxPool", window.attributes(2), x);
    }
}
