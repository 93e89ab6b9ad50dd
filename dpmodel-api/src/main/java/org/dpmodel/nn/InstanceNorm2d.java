package org.dpmodel.nn;

import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Instance normalization (Ulyanov et al. 2016, arXiv:1607.08022) of {@code [batch, numFeatures, height, width]}: each
 * channel of each example separately, then {@code gamma} and {@code beta}, one number per channel. Defaults are
 * MindSpore's: eps 1e-5.
 *
 * @param numFeatures channels of the input
 * @param eps value added to the variance; positive and finite
 */
public record InstanceNorm2d(int numFeatures, double eps) implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public InstanceNorm2d {
        Require.atLeast("numFeatures", numFeatures, 1, "pass the channels of the input");
        Require.positive("eps", eps, "pass for example 1e-5");
    }

    /**
     * Instance normalization with the defaults.
     *
     * @param numFeatures channels of the input
     */
    public InstanceNorm2d(int numFeatures) {
        this(numFeatures, 1e-5);
    }

    @Override
    public String kind() {
        return "instancenorm";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        if (x.shape().rank() != 4 || x.dim(1) != numFeatures) {
            throw new GraphException("InstanceNorm2d of " + numFeatures + " channels does not fit its input "
                    + x.shape() + ", which must be [batch, channels, height, width]: pass its axis 1");
        }
        return builder.call(
                "InstanceNormalization",
                Attributes.none().with("epsilon", new Attribute.Real((float) eps)),
                x,
                builder.parameter("gamma", new One(), numFeatures),
                builder.parameter("beta", new Zero(), numFeatures));
    }
}
