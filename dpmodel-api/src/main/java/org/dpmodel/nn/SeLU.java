package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise {@code scale · x} above 0 and {@code scale · alpha · (exp(x) − 1)} below, with the numbers of Klambauer et al.
 * 2017 (arXiv:1706.02515): scale 1.0507, alpha 1.6733. MindSpore's {@code SeLU}. */
public record SeLU() implements Cell {
    @Override
    public String kind() {
        return "selu";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Selu", Attributes.none(), x);
    }
}
