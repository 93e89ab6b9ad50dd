package org.dpmodel.nn;

import java.util.Arrays;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Group normalization (Wu and He 2018, arXiv:1803.08494) of {@code [batch, channels, ...]}, for each example
 * separately: the replacement for batch normalization, which mixes examples and is refused.
 *
 * <pre>y = (x − mean) / √(variance + eps) · gamma + beta</pre>
 *
 * <p>Mean and variance are over a group of channels and all positions; gamma and beta have one element per channel and
 * start at ones and zeros. Defaults are MindSpore's: eps 1e-5, gamma and beta trained.
 *
 * @param numGroups groups; divides the channels
 * @param numChannels channels of the input
 * @param eps value added to the variance; positive and finite
 * @param affine whether there are gamma and beta
 */
public record GroupNorm(int numGroups, int numChannels, double eps, boolean affine) implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public GroupNorm {
        Require.atLeast("numGroups", numGroups, 1, "pass 1 to normalize all channels together");
        Require.atLeast("numChannels", numChannels, 1, "pass the channels of the input");
        if (numChannels % numGroups != 0) {
            throw Require.broken(
                    "numGroups", "must divide the " + numChannels + " channels", numGroups, "choose a divisor");
        }
        Require.positive("eps", eps, "pass for example 1e-5");
    }

    /**
     * Group normalization with the defaults.
     *
     * @param numGroups groups; divides the channels
     * @param numChannels channels of the input
     */
    public GroupNorm(int numGroups, int numChannels) {
        this(numGroups, numChannels, 1e-5, true);
    }

    /**
     * This normalization without gamma and beta.
     *
     * @return the changed cell
     */
    public GroupNorm withoutAffine() {
        return new GroupNorm(numGroups, numChannels, eps, false);
    }

    /**
     * This normalization with a different eps.
     *
     * @param value value added to the variance
     * @return the changed cell
     */
    public GroupNorm withEps(double value) {
        return new GroupNorm(numGroups, numChannels, value, affine);
    }

    @Override
    public String kind() {
        return "groupnorm";
    }

    /** Written as PyTorch does, with groups in place of channels, since ONNX has GroupNormalization only from opset 21 on. */
    @Override
    public Value build(NetworkBuilder builder, Value x) {
        int rank = x.shape().rank();
        if (rank < 2 || x.dim(1) != numChannels) {
            throw new GraphException("GroupNorm of " + numChannels + " channels does not fit its input " + x.shape()
                    + ": pass its axis 1");
        }
        if (x.shape().size(1, rank) == numGroups) {
            throw new GraphException("GroupNorm of " + numGroups + " groups has a single number in each group of "
                    + x.shape() + ", of which nothing would be left: choose fewer groups");
        }
        float[] ones = new float[numGroups];
        Arrays.fill(ones, 1);
        Value normalized = builder.call(
                "InstanceNormalization",
                Attributes.none().with("epsilon", new Attribute.Real((float) eps)),
                builder.reshape(x, 0, numGroups, -1),
                builder.constant(Constant.floats(Shape.of(numGroups), ones)),
                builder.constant(Constant.floats(Shape.of(numGroups), new float[numGroups])));
        long[] dims = x.shape().dims();
        dims[0] = 0;
        Value shaped = builder.reshape(normalized, dims);
        if (!affine) {
            return shaped;
        }
        long[] column = new long[rank - 1];
        Arrays.fill(column, 1);
        column[0] = numChannels;
        Value gamma = builder.reshape(builder.parameter("gamma", new One(), numChannels), column);
        Value beta = builder.reshape(builder.parameter("beta", new Zero(), numChannels), column);
        return builder.call("Add", Attributes.none(), builder.call("Mul", Attributes.none(), shaped, gamma), beta);
    }
}
