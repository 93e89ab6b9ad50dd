package org.dpmodel.graph.loss;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Absolute error, averaged over the K outputs of each example, for regression that is robust to outliers:
 *
 * <pre>
 * loss = 1/K Σ_k |p_k − y_k|        gradient = 1/K sign(p − y), 0 where they are equal
 * </pre>
 */
public final class MeanAbsoluteError extends DistanceLoss {
    /** The loss; it has no settings. */
    public MeanAbsoluteError() {}

    @Override
    public String name() {
        return "mean absolute error";
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        Value difference = ops.sub(predictions, targets);
        Value sign = ops.elementwise("Sign", difference);
        return new Recorded(
                Rows.mean(ops, ops.elementwise("Abs", difference)), ops.mul(sign, ops.scalar(Rows.share(predictions))));
    }

    @Override
    public String toString() {
        return name();
    }
}
