package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * {@code exp(x) / Σ exp(x)} along an axis. For outputs that are used as probabilities; losses take logits, so do not put
 * it at the end of a network that is trained with a softmax loss. MindSpore's {@code Softmax}.
 *
 * @param axis the axis over which to normalize; -1 is the last one; 0, the batch, is refused
 */
public record Softmax(int axis) implements Cell {
    /** Over the last axis, MindSpore's default. */
    public Softmax() {
        this(-1);
    }

    @Override
    public String kind() {
        return "softmax";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Softmax", Attributes.none().with("axis", axis), x);
    }
}
