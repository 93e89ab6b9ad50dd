package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.validation.Require;

/**
 * Dense layer {@code y = x Wᵀ + b}, {@code [batch, ..., inChannels]} to {@code [batch, ..., outChannels]}, with weight
 * {@code [outChannels, inChannels]}. Defaults are MindSpore's: a bias, {@link HeUniform} weights. Over sequences, it is applied
 * to each position.
 *
 * @param inChannels elements of the input
 * @param outChannels elements of the output
 * @param hasBias whether a bias is added
 * @param weightInit initial values of the weight
 * @param biasInit initial values of the bias
 */
public record Dense(int inChannels, int outChannels, boolean hasBias, Initializer weightInit, Initializer biasInit)
        implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Dense {
        Require.atLeast("Dense inChannels", inChannels, 1, "pass the elements of the input");
        Require.atLeast("Dense outChannels", outChannels, 1, "pass the elements of the output");
    }

    /**
     * A dense layer with the defaults.
     *
     * @param inChannels elements of the input
     * @param outChannels elements of the output
     */
    public Dense(int inChannels, int outChannels) {
        this(inChannels, outChannels, true, new HeUniform(Math.sqrt(5)), new Zero());
    }

    /**
     * This layer without bias.
     *
     * @return the changed cell
     */
    public Dense withoutBias() {
        return new Dense(inChannels, outChannels, false, weightInit, biasInit);
    }

    /**
     * This layer with different initial values of its weight.
     *
     * @param initializer the start
     * @return the changed cell
     */
    public Dense withWeightInit(Initializer initializer) {
        return new Dense(inChannels, outChannels, hasBias, initializer, biasInit);
    }

    @Override
    public String kind() {
        return "dense";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value weight = builder.parameter("weight", weightInit, outChannels, inChannels);
        if (x.shape().rank() > 2) {
            Value product = builder.call("MatMul", Attributes.none(), x, builder.transpose(weight, 1, 0));
            return hasBias
                    ? builder.call("Add", Attributes.none(), product, builder.parameter("bias", biasInit, outChannels))
                    : product;
        }
        return hasBias
                ? builder.call(
                        "Gemm",
                        Ops.transposed(false, true),
                        x,
                        weight,
                        builder.parameter("bias", biasInit, outChannels))
                : builder.call("Gemm", Ops.transposed(false, true), x, weight);
    }
}
