package org.dpmodel.nn;

import org.dpmodel.graph.Value;

/** Returns its input: a branch that does nothing. MindSpore's {@code Identity}. */
public record Identity() implements Cell {
    @Override
    public String kind() {
        return "identity";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return x;
    }
}
