package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise {@code x / (1 + |x|)}, bounded like tanh. MindSpore's {@code Softsign}. */
public record Softsign() implements Cell {
    @Override
    public String kind() {
        return "softsign";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Softsign", Attributes.none(), x);
    }
}
