package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise {@code 1 / (1 + exp(-x))}. */
public record Sigmoid() implements Cell {
    @Override
    public String kind() {
        return "sigmoid";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Sigmoid", Attributes.none(), x);
    }
}
