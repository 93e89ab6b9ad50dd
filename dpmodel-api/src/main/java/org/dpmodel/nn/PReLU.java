package org.dpmodel.nn;

import java.util.Arrays;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Elementwise {@code x} above 0 and {@code weight · x} below, with one trained slope for all channels, or one for each
 * channel (He et al. 2015, arXiv:1502.01852). MindSpore's {@code PReLU}; the parameter is {@code weight}, {@code
 * [channels, 1, ...]}.
 *
 * @param channel 1 for one slope for all channels, otherwise the number of channels of {@code [batch, channels, ...]}
 * @param slope initial value of the slopes; finite
 */
public record PReLU(int channel, double slope) implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public PReLU {
        Require.atLeast("channel", channel, 1, "pass 1 for one shared slope, or the number of channels of the input");
        Require.finite("slope", slope, "pass for example 0.25");
    }

    /** One slope that starts at 0.25, MindSpore's default. */
    public PReLU() {
        this(1);
    }

    /**
     * Slopes that start at 0.25.
     *
     * @param channel 1 for one slope for all channels, otherwise the number of channels of the input
     */
    public PReLU(int channel) {
        this(channel, 0.25);
    }

    @Override
    public String kind() {
        return "prelu";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        if (channel > 1 && x.dim(1) != channel) {
            throw new GraphException("PReLU of " + channel + " channels does not fit its input " + x.shape() + ": pass "
                    + x.dim(1) + ", or 1 for one shared slope");
        }
        long[] dims = new long[Math.max(1, x.shape().rank() - 1)];
        Arrays.fill(dims, 1);
        dims[0] = channel;
        Value weight = builder.parameter("weight", new Constant(slope), dims);
        return builder.call("PRelu", Attributes.none(), x, weight);
    }
}
