package org.dpmodel.djl.trace;

import java.util.Arrays;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.validation.Require;

/** How batch normalization, which mixes the examples of a batch, is treated. Immutable. */
public interface BatchNormalizationRule {
    /**
     * The remedy that messages name.
     *
     * @return how to ask for another rule
     */
    static String cure() {
        return "replace it by group normalization with DjlNetworks.tracer().groupNorm(groups), or freeze its "
                + "statistics with DjlNetworks.tracer().frozen()";
    }

    /**
     * Writes the layer.
     *
     * @param ops the graph
     * @param x the input, with its channels on axis 1
     * @param layer parameters and statistics of the layer
     * @return the normalized value
     */
    Value write(Ops ops, Value x, Layer layer);

    /**
     * A layer of batch normalization.
     *
     * @param gamma scale, {@code [channels]}
     * @param beta shift, {@code [channels]}
     * @param mean running mean, {@code [channels]}
     * @param variance running variance, {@code [channels]}
     * @param epsilon added to the variance
     */
    record Layer(Value gamma, Value beta, Value mean, Value variance, float epsilon) {}

    /**
     * Refuses the layer.
     *
     * @return the rule
     */
    static BatchNormalizationRule refused() {
        return (ops, x, layer) -> {
            throw new GraphException(
                    "batch normalization (scale " + layer.gamma().name() + ") normalizes every example"
                            + " with the mean and variance of the whole batch, which mixes examples: " + cure());
        };
    }

    /**
     * Normalizes with the running statistics that the block has, as constants.
     *
     * @return the rule
     */
    static BatchNormalizationRule frozen() {
        return (ops, x, layer) -> ops.builder()
                .call(
                        "BatchNormalization",
                        Attributes.none().with("epsilon", new Attribute.Real(layer.epsilon())),
                        x,
                        layer.gamma(),
                        layer.beta(),
                        layer.mean(),
                        layer.variance());
    }

    /**
     * Normalizes groups of channels of each example separately (Wu and He 2018, arXiv:1803.08494).
     *
     * @param groups the number of groups, which divides the channels
     * @return the rule
     * @throws IllegalArgumentException if there are fewer than one group
     */
    static BatchNormalizationRule groups(int groups) {
        Require.atLeast("groups", groups, 1, "pass a number that divides the channels of every batch normalization");
        return (ops, x, layer) -> {
            long channels = x.dim(1);
            if (channels % groups != 0) {
                throw new GraphException("groupNorm(" + groups + ") must divide the " + channels + " channels of "
                        + layer.gamma().name() + ": choose a common divisor of all channels");
            }
            long size = x.shape().size(1, x.shape().rank()) / groups;
            Value grouped = ops.reshape(x, x.dim(0), groups, size);
            Value normalized = ops.builder()
                    .call(
                            "LayerNormalization",
                            Attributes.none().with("axis", -1).with("epsilon", new Attribute.Real(layer.epsilon())),
                            grouped,
                            filled(ops, size, 1));
            return scaled(ops, ops.reshape(normalized, x.shape()), layer);
        };
    }

    /** Scale and shift of each channel: batch normalization with mean 0 and variance 1. */
    private static Value scaled(Ops ops, Value x, Layer layer) {
        long channels = x.dim(1);
        return ops.builder()
                .call(
                        "BatchNormalization",
                        Attributes.none().with("epsilon", new Attribute.Real(0)),
                        x,
                        layer.gamma(),
                        layer.beta(),
                        filled(ops, channels, 0),
                        filled(ops, channels, 1));
    }

    private static Value filled(Ops ops, long size, float value) {
        float[] values = new float[Math.toIntExact(size)];
        Arrays.fill(values, value);
        return ops.builder().constant(Constant.floats(Shape.of(size), values));
    }
}
