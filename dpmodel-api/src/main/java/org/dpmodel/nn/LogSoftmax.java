package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * {@code x − log Σ exp(x)} along an axis. MindSpore's {@code LogSoftmax}.
 *
 * @param axis the axis over which to normalize; -1 is the last one; 0, the batch, is refused
 */
public record LogSoftmax(int axis) implements Cell {
    /** Over the last axis, MindSpore's default. */
    public LogSoftmax() {
        this(-1);
    }

    @Override
    public String kind() {
        return "logsoftmax";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("LogSoftmax", Attributes.none().with("axis", axis), x);
    }
}
