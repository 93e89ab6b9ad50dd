package org.dpmodel.graph.step;

import java.util.List;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.build.RowSums;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.GroupedConvWeightGradient;
import org.dpmodel.graph.lowering.IndexedMaxPool;
import org.dpmodel.graph.lowering.PaddedRowSums;
import org.dpmodel.graph.lowering.PatchesConvWeightGradient;
import org.dpmodel.graph.lowering.PhasedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.ProductRowSums;
import org.dpmodel.graph.lowering.RowsConvWeightGradient;
import org.dpmodel.graph.lowering.TransposedConvInputGradient;
import org.dpmodel.graph.lowering.ZeroStuffedConvInputGradient;
import org.dpmodel.graph.operator.FuseConvMaxPool;

/** The targets that graphs are compiled for. */
public final class GraphTargets {
    /** The widest vector registers hold 16 floats, and kernels of matrices treat up to 16 rows at a time. */
    private static final int VECTOR_ROWS = 16;

    /** PyTorch computes elementwise two registers at a time, and what is left over by other code. */
    private static final int TORCH_ROWS = 32;

    private GraphTargets() {}

    /**
     * Ordinary processors, by ONNX Runtime's CPU provider.
     *
     * @return the target {@code cpu}
     */
    public static GraphTarget cpu() {
        return new GraphTarget(
                "cpu",
                17,
                new GroupedConvWeightGradient(),
                new TransposedConvInputGradient(),
                new IndexedMaxPool(),
                new ProductRowSums(),
                VECTOR_ROWS,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)));
    }

    /**
     * NVIDIA GPUs, by ONNX Runtime's CUDA provider: weight gradients by batched matrix products, pooling without atomic
     * additions, and plain convolutions only (ADR 203). The user may allow TF32, which rounds operands to 11 significant
     * bits, hence the larger margin.
     *
     * @return the target {@code cuda}
     */
    public static GraphTarget cuda() {
        return new GraphTarget(
                "cuda",
                17,
                new PatchesConvWeightGradient(),
                new ZeroStuffedConvInputGradient(),
                new PhasedMaxPool(),
                new PaddedRowSums(),
                VECTOR_ROWS,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)),
                GraphTarget.REDUCED_PRECISION_MARGIN);
    }

    /**
     * Huawei's Ascend processors, by ONNX Runtime's CANN provider. Only what CANN's own ONNX parser takes, see {@link
     * org.dpmodel.graph.cann.CannDialect}: operator set 13, no indices of maxima, no convolution with a group for each
     * example, no transposed convolution. The convolutions of these devices may round to 11 significant bits, hence the
     * larger margin.
     *
     * @return the target {@code cann}
     */
    public static GraphTarget cann() {
        return new GraphTarget(
                "cann",
                13,
                new PatchesConvWeightGradient(),
                new ZeroStuffedConvInputGradient(),
                new PhasedMaxPool(),
                new PaddedRowSums(),
                VECTOR_ROWS,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)),
                GraphTarget.REDUCED_PRECISION_MARGIN);
    }

    /**
     * PyTorch, as TorchScript: its slices and transposed matrices are views, so that products of rows of patches beat
     * convolutions with a group for each example. Its sums of rows do not depend on the row; its products with a vector do,
     * where rows are few.
     *
     * @return the target {@code pytorch}
     */
    public static GraphTarget pytorch() {
        return new GraphTarget(
                "pytorch",
                17,
                new RowsConvWeightGradient(new GroupedConvWeightGradient(), 4),
                new TransposedConvInputGradient(),
                new IndexedMaxPool(),
                RowSums.DIRECT,
                TORCH_ROWS,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)));
    }

    /**
     * Engines of which little is known: no indices of maxima, no scatter, no transposed convolution, no convolution with a
     * group for each example. Computes in float32.
     *
     * @return the target {@code portable}
     */
    public static GraphTarget portable() {
        return new GraphTarget(
                "portable",
                17,
                new PatchesConvWeightGradient(),
                new ZeroStuffedConvInputGradient(),
                new PhasedMaxPool(),
                new PaddedRowSums(),
                TORCH_ROWS,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)));
    }

    /**
     * All targets.
     *
     * @return targets of distinct names
     */
    public static List<GraphTarget> all() {
        return List.of(
                cpu(), //
                cuda(),
                cann(),
                pytorch(),
                portable());
    }

    /**
     * The target with a name.
     *
     * @param name as in {@link GraphTarget#name()}
     * @return the target
     * @throws GraphException if there is none; the message lists the names
     */
    public static GraphTarget byName(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new GraphException("there is no graph target " + name + "; the targets are " + all()));
    }
}
