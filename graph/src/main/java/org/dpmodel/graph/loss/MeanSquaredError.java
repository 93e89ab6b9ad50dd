package org.dpmodel.graph.loss;

import java.util.stream.IntStream;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Squared error, averaged over the K outputs of each example:
 *
 * <pre>
 * loss = 1/K Σ_k (p_k − y_k)²        gradient = 2/K (p − y)
 * </pre>
 */
public final class MeanSquaredError extends DistanceLoss {
    /** The loss; it has no settings. */
    public MeanSquaredError() {}

    @Override
    public String name() {
        return "mean squared error";
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        int rank = predictions.shape().rank();
        float share = Rows.share(predictions);
        Value difference = ops.sub(predictions, targets);
        Value squares = rank == 1
                ? ops.mul(difference, difference)
                : ops.sumOfSquares(difference, IntStream.range(1, rank).toArray());
        return new Recorded(ops.mul(squares, ops.scalar(share)), ops.mul(difference, ops.scalar(2 * share)));
    }
}
