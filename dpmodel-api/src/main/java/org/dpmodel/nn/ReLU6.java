package org.dpmodel.nn;

import org.dpmodel.graph.Value;

/** Elementwise {@code min(max(x, 0), 6)}. MindSpore's {@code ReLU6}. */
public record ReLU6() implements Cell {
    private static final float MOST = 6;

    @Override
    public String kind() {
        return "relu6";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.clip(x, 0, MOST);
    }
}
