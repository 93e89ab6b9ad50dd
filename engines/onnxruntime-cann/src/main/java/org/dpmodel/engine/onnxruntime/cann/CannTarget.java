package org.dpmodel.engine.onnxruntime.cann;

import java.util.List;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.PaddedRowSums;
import org.dpmodel.graph.lowering.PatchesConvWeightGradient;
import org.dpmodel.graph.lowering.PhasedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.ZeroStuffedConvInputGradient;
import org.dpmodel.graph.operator.FuseConvMaxPool;

/** The target of graphs that CANN runs. */
public final class CannTarget {
    /** As for CPUs, whose kernels the test double of CANN runs; the needs of Ascend's own kernels have not been measured. */
    private static final int ROW_BLOCK = 16;

    private static final GraphTarget TARGET = new GraphTarget(
            "cann",
            13,
            new PatchesConvWeightGradient(),
            new ZeroStuffedConvInputGradient(),
            new PhasedMaxPool(),
            new PaddedRowSums(),
            ROW_BLOCK,
            List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)),
            GraphTarget.REDUCED_PRECISION_MARGIN);

    private CannTarget() {}

    /**
     * Huawei's Ascend processors, through ONNX Runtime's CANN provider. Uses only what CANN's own ONNX parser supports,
     * see {@link org.dpmodel.engine.onnxruntime.cann.dialect.CannDialect}: operator set 13, no indices of maxima, no
     * convolution with a group for each example, no transposed convolution. The convolutions of these devices may round
     * to 11 significant bits, hence the larger margin.
     *
     * @return the target {@code cann}
     */
    public static GraphTarget target() {
        return TARGET;
    }
}
