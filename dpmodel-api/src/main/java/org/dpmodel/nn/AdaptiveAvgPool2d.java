package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Averages over a given number of windows, {@code [batch, channels, height, width]} to {@code [batch, channels,
 * outputSize, outputSize]}. MindSpore's {@code AdaptiveAvgPool2d}, for output sizes that divide height and width.
 *
 * @param outputSize windows along each axis; at least 1
 */
public record AdaptiveAvgPool2d(int outputSize) implements Cell {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public AdaptiveAvgPool2d {
        Require.atLeast("outputSize", outputSize, 1, "pass 1 for one average of each channel");
    }

    @Override
    public String kind() {
        return "adaptiveavgpool";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        if (x.shape().rank() != 4 || x.dim(2) % outputSize != 0 || x.dim(3) % outputSize != 0) {
            throw new GraphException("the output size of an AdaptiveAvgPool2d must divide height and width of [batch,"
                    + " channels, height, width], found " + outputSize + " and " + x.shape()
                    + ": choose a common divisor, or an AvgPool2d of overlapping windows");
        }
        long[] window = {x.dim(2) / outputSize, x.dim(3) / outputSize};
        return builder.call(
                "AveragePool", Attributes.none().with("kernel_shape", window).with("strides", window), x);
    }
}
