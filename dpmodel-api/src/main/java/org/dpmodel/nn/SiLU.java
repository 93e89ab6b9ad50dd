package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * Elementwise {@code x / (1 + exp(−x))}, also called swish (Ramachandran et al. 2017, arXiv:1710.05941). MindSpore's {@code
 * SiLU}.
 */
public record SiLU() implements Cell {
    @Override
    public String kind() {
        return "silu";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value gate = builder.call("Sigmoid", Attributes.none(), x);
        return builder.call("Mul", Attributes.none(), x, gate);
    }
}
