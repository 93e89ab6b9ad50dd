package org.dpmodel.graph.loss;

import java.util.stream.IntStream;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** Means over the outputs of each example. */
final class Rows {
    private Rows() {}

    /** The weight of one output in the mean of an example. */
    static float share(Value x) {
        return 1f / x.shape().size(1, x.shape().rank());
    }

    /** Mean over all axes but the first. */
    static Value mean(Ops ops, Value x) {
        int rank = x.shape().rank();
        Value sums =
                rank == 1 ? x : ops.reduceSum(x, false, IntStream.range(1, rank).toArray());
        return ops.mul(sums, ops.scalar(share(x)));
    }
}
