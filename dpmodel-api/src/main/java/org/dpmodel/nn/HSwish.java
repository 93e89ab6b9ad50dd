package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Elementwise {@code x · min(max(x + 3, 0), 6) / 6} (Howard et al. 2019, arXiv:1905.02244). MindSpore's {@code HSwish}. */
public record HSwish() implements Cell {
    @Override
    public String kind() {
        return "hswish";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("HardSwish", Attributes.none(), x);
    }
}
