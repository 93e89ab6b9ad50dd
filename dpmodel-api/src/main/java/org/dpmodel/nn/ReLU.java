package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise {@code max(x, 0)}. */
public record ReLU() implements Cell {
    @Override
    public String kind() {
        return "relu";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Relu", Attributes.none(), x);
    }
}
