package org.dpmodel.nn;

import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise {@code min(max(x + 3, 0), 6) / 6}. MindSpore's {@code HSigmoid}. */
public record HSigmoid() implements Cell {
    @Override
    public String kind() {
        return "hsigmoid";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call(
                "HardSigmoid",
                Attributes.none().with("alpha", new Attribute.Real(1f / 6)).with("beta", new Attribute.Real(0.5f)),
                x);
    }
}
