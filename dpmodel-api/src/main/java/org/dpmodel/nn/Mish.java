package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise {@code x · tanh(log(1 + exp(x)))} (Misra 2019, arXiv:1908.08681). MindSpore's {@code Mish}. */
public record Mish() implements Cell {
    @Override
    public String kind() {
        return "mish";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value softplus = builder.call("Softplus", Attributes.none(), x);
        return builder.call("Mul", Attributes.none(), x, builder.call("Tanh", Attributes.none(), softplus));
    }
}
