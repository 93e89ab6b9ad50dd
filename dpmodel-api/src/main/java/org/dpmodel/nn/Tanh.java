package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise hyperbolic tangent. Bounded, and so often the better activation under clipping (Papernot et al. 2020, arXiv:2007.14191). */
public record Tanh() implements Cell {
    @Override
    public String kind() {
        return "tanh";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Tanh", Attributes.none(), x);
    }
}
