package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Value;

/**
 * The maximum over windows, {@code [batch, channels, length]} to shorter sequences.
 *
 * @param window size, stride and border of the window
 */
public record MaxPool1d(Window window) implements Cell {
    /**
     * Checks that there is a window.
     *
     * @param window size, stride and border of the window
     */
    public MaxPool1d {
        Objects.requireNonNull(window, "window");
    }

    /**
     * Windows that stay inside the sequence.
     *
     * @param kernelSize width of the window
     * @param stride distance between neighbouring windows
     */
    public MaxPool1d(int kernelSize, int stride) {
        this(new Window(kernelSize, stride, PadMode.VALID, 0, 1));
    }

    @Override
    public String kind() {
        return "maxpool";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("MaxPool", window.attributes(1), x);
    }
}
