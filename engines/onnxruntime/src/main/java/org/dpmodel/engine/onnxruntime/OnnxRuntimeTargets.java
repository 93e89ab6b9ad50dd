package org.dpmodel.engine.onnxruntime;

import java.util.List;
import org.dpmodel.graph.lowering.AxisWiseMaxPool;
import org.dpmodel.graph.lowering.ConvWeightGradientByWindow;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.GroupedConvWeightGradient;
import org.dpmodel.graph.lowering.IndexedMaxPool;
import org.dpmodel.graph.lowering.MaxPoolByOverlap;
import org.dpmodel.graph.lowering.PaddedRowSums;
import org.dpmodel.graph.lowering.PatchesConvWeightGradient;
import org.dpmodel.graph.lowering.PhasedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.ProductRowSums;
import org.dpmodel.graph.lowering.RowsConvWeightGradient;
import org.dpmodel.graph.lowering.ScatteredIndexSums;
import org.dpmodel.graph.lowering.TransposedConvInputGradient;
import org.dpmodel.graph.lowering.ZeroStuffedConvInputGradient;
import org.dpmodel.graph.operator.FuseConvMaxPool;

/** Targets of graphs that ONNX Runtime's own kernels run. */
public final class OnnxRuntimeTargets {
    /** The widest vector registers hold 16 floats, and matrix kernels process up to 16 rows at a time. */
    private static final int ROW_BLOCK = 16;

    /** Up to windows of 3 x 3, matrix products are about twice as fast; from 5 x 5 on they are slower. */
    private static final long SMALL_WINDOW = 9;

    private static final GraphTarget CPU = new GraphTarget(
                    "cpu",
                    17,
                    new ConvWeightGradientByWindow(
                            new RowsConvWeightGradient(new GroupedConvWeightGradient(), 0),
                            SMALL_WINDOW,
                            new GroupedConvWeightGradient()),
                    new TransposedConvInputGradient(),
                    new MaxPoolByOverlap(new IndexedMaxPool(), new AxisWiseMaxPool()),
                    new ProductRowSums(),
                    ROW_BLOCK,
                    List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)))
            .withIndexSums(new ScatteredIndexSums());

    private static final GraphTarget CUDA = new GraphTarget(
            "cuda",
            17,
            new PatchesConvWeightGradient(),
            new ZeroStuffedConvInputGradient(),
            new PhasedMaxPool(),
            new PaddedRowSums(),
            ROW_BLOCK,
            List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)),
            GraphTarget.REDUCED_PRECISION_MARGIN);

    private OnnxRuntimeTargets() {}

    /**
     * CPUs, through ONNX Runtime's CPU provider.
     *
     * @return the target {@code cpu}
     */
    public static GraphTarget cpu() {
        return CPU;
    }

    /**
     * NVIDIA GPUs, through ONNX Runtime's CUDA provider: weight gradients by batched matrix products, pooling without
     * atomic additions, and plain convolutions only (ADR 203). The user may allow TF32, which rounds operands to 11
     * significant bits, hence the larger margin.
     *
     * @return the target {@code cuda}
     */
    public static GraphTarget cuda() {
        return CUDA;
    }
}
