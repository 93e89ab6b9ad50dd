package org.dpmodel.engine.pytorch;

import java.util.List;
import org.dpmodel.graph.build.RowSums;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.GroupedConvWeightGradient;
import org.dpmodel.graph.lowering.IndexedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.RowsConvWeightGradient;
import org.dpmodel.graph.lowering.ScatteredIndexSums;
import org.dpmodel.graph.lowering.TransposedConvInputGradient;
import org.dpmodel.graph.operator.FuseConvMaxPool;

/** What graphs are compiled for where PyTorch runs them. */
public final class PyTorchTarget {
    /** PyTorch computes elementwise two registers of 16 floats at a time, and what is left over by other code. */
    private static final int ROW_BLOCK = 32;

    private static final GraphTarget TARGET = new GraphTarget(
                    "pytorch",
                    17,
                    new RowsConvWeightGradient(new GroupedConvWeightGradient(), 4),
                    new TransposedConvInputGradient(),
                    new IndexedMaxPool(),
                    RowSums.DIRECT,
                    ROW_BLOCK,
                    List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)))
            .withIndexSums(new ScatteredIndexSums());

    private PyTorchTarget() {}

    /**
     * PyTorch, as TorchScript: its slices and transposed matrices are views, so that products of rows of patches beat
     * convolutions with a group for each example. Its sums of rows do not depend on the row; its products with a vector do,
     * where rows are few.
     *
     * @return the target {@code pytorch}
     */
    public static GraphTarget target() {
        return TARGET;
    }
}
