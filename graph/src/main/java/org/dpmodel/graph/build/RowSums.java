package org.dpmodel.graph.build;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * How row sums are written into a graph. A kernel may group the elements of a row by the row's memory address, so that
 * equal rows get sums with different bits at different positions in the batch; and if a step has a cancellation or a
 * threshold, a different bit means a different gradient. Forms without this problem are separate lowerings.
 */
@FunctionalInterface
public interface RowSums {
    /** The operator itself, whose row stability depends on the engine. */
    RowSums DIRECT =
            (ops, x) -> ops.builder().call("ReduceSum", Attributes.none().with("keepdims", 0), x, ops.ints(1));

    /**
     * Sums each row of a matrix.
     *
     * @param ops where the nodes go
     * @param x {@code [rows, elements]}, at least two elements
     * @return {@code [rows]}
     */
    Value sum(Ops ops, Value x);

    /**
     * Sums over the middle axis. An engine may move the axes, and sum over what are then rows.
     *
     * @param ops where the nodes go
     * @param x {@code [blocks, elements, width]}, at least two elements
     * @return {@code [blocks, width]}
     */
    default Value sumAcross(Ops ops, Value x) {
        return ops.builder().call("ReduceSum", Attributes.none().with("keepdims", 0), x, ops.ints(1));
    }
}
