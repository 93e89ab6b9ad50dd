package org.dpmodel.graph.loss;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Huber's loss (1964, "Robust estimation of a location parameter"), averaged over the K outputs of each example: squared near
 * the target, absolute beyond a distance of δ. With d = p − y and c = min(|d|, δ):
 *
 * <pre>
 * loss = 1/K Σ_k c_k (|d_k| − c_k / 2)        gradient = 1/K max(−δ, min(d, δ))
 * </pre>
 *
 * Immutable.
 */
public final class HuberLoss extends DistanceLoss {
    private final float delta;

    /**
     * A loss.
     *
     * @param delta δ, positive and finite
     * @throws IllegalArgumentException if it is NaN or out of range
     */
    public HuberLoss(double delta) {
        if (!((float) delta > 0 && delta <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "delta must be positive and finite, found " + delta + ": 1 is usual for targets of size 1");
        }
        this.delta = (float) delta;
    }

    @Override
    public String name() {
        return "Huber loss";
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        Value difference = ops.sub(predictions, targets);
        Value distance = ops.elementwise("Abs", difference);
        Value near = ops.elementwise("Min", distance, ops.scalar(delta));
        Value losses = ops.mul(near, ops.sub(distance, ops.mul(near, ops.scalar(0.5f))));
        Value slope = ops.elementwise("Max", ops.elementwise("Min", difference, ops.scalar(delta)), ops.scalar(-delta));
        return new Recorded(Rows.mean(ops, losses), ops.mul(slope, ops.scalar(Rows.share(predictions))));
    }

    @Override
    public String toString() {
        return name() + ", delta " + delta;
    }
}
