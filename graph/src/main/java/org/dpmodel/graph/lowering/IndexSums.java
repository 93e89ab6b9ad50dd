package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * How rows are summed by index: the backward pass of a table lookup. Each sum needs as many additions as there are rows
 * with its index. A row that is not finite spoils at least the sum of its index, and in some forms all sums.
 */
@FunctionalInterface
public interface IndexSums {
    /**
     * Sums of the rows that have the same index.
     *
     * @param ops where the nodes go
     * @param indices int64 {@code [rows]}, in [0, size); the effect of other indices depends on the engine, so they must
     *     not occur
     * @param rows {@code [rows, width]}, at least one
     * @param size the number of different indices, at least 1
     * @return {@code [size, width]}: element [v, j] is Σ rows[r, j] over all r with indices[r] = v, and 0 if there is none
     */
    Value sum(Ops ops, Value indices, Value rows, long size);
}
