package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise {@code log(1 + exp(x))}. MindSpore's {@code Softplus}. */
public record Softplus() implements Cell {
    @Override
    public String kind() {
        return "softplus";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Softplus", Attributes.none(), x);
    }
}
