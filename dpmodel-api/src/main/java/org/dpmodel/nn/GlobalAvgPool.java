package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * The average of each channel over all positions, {@code [batch, channels, ...]} to {@code [batch, channels]}: MindSpore's
 * {@code AdaptiveAvgPool2d(1)} and what follows to flatten it.
 */
public record GlobalAvgPool() implements Cell {
    @Override
    public String kind() {
        return "globalavgpool";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value averages = builder.call("GlobalAveragePool", Attributes.none(), x);
        return builder.call("Flatten", Attributes.none().with("axis", 1), averages);
    }
}
