package org.dpmodel.graph.step;

import java.util.List;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.PaddedRowSums;
import org.dpmodel.graph.lowering.PatchesConvWeightGradient;
import org.dpmodel.graph.lowering.PhasedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.ZeroStuffedConvInputGradient;
import org.dpmodel.graph.operator.FuseConvMaxPool;

/** The target for engines about which little is known, and for checks that need any target. */
public final class PortableTarget {
    /** Some engines compute two registers of 16 floats at a time, and the remainder with different code. */
    private static final int ROW_BLOCK = 32;

    private static final GraphTarget TARGET = new GraphTarget(
            "portable",
            17,
            new PatchesConvWeightGradient(),
            new ZeroStuffedConvInputGradient(),
            new PhasedMaxPool(),
            new PaddedRowSums(),
            ROW_BLOCK,
            List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)));

    private PortableTarget() {}

    /**
     * No indices of maxima, no scatter, no transposed convolution, no convolution with a group for each example. Computes in
     * float32.
     *
     * @return the target {@code portable}
     */
    public static GraphTarget target() {
        return TARGET;
    }
}
