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

/** The target of graphs that PyTorch runs. */
public final class PyTorchTarget {
    /** PyTorch's elementwise code processes two registers of 16 floats at a time, and the remainder with different code. */
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
     * PyTorch, as TorchScript: its slices and transposed matrices are views, so products of rows of patches are faster
     * than convolutions with a group for each example. Its row sums do not depend on the row; its products with a vector
     * do if there are few rows.
     *
     * @return the target {@code pytorch}
     */
    public static GraphTarget target() {
        return TARGET;
    }
}
