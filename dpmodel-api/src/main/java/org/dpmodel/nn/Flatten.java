package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** From {@code [batch, ...]} to {@code [batch, elements]}. */
public record Flatten() implements Cell {
    @Override
    public String kind() {
        return "flatten";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Flatten", Attributes.none().with("axis", 1), x);
    }
}
