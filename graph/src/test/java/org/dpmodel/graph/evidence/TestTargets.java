package org.dpmodel.graph.evidence;

import java.util.List;
import org.dpmodel.graph.build.RowSums;
import org.dpmodel.graph.lowering.AxisWiseMaxPool;
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
import org.dpmodel.graph.lowering.TransposedConvInputGradient;
import org.dpmodel.graph.lowering.ZeroStuffedConvInputGradient;
import org.dpmodel.graph.operator.FuseConvMaxPool;
import org.dpmodel.graph.step.PortableTarget;

/** Targets in which each lowering has its turn, in combinations such as engines choose. */
final class TestTargets {
    private TestTargets() {}

    /** Few large kernels: a group for each unit, indices of maxima, sums of rows by products. */
    static GraphTarget grouped() {
        return new GraphTarget(
                "grouped",
                17,
                new GroupedConvWeightGradient(),
                new TransposedConvInputGradient(),
                new MaxPoolByOverlap(new IndexedMaxPool(), new AxisWiseMaxPool()),
                new ProductRowSums(),
                16,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)));
    }

    /** Plain operators only, on devices that round operands. */
    static GraphTarget plain() {
        return plain("plain", 17);
    }

    /** The same in an older operator set, as devices take it whose parsers know no newer one. */
    static GraphTarget old() {
        return plain("old", 13);
    }

    private static GraphTarget plain(String name, int opset) {
        return new GraphTarget(
                name,
                opset,
                new PatchesConvWeightGradient(),
                new ZeroStuffedConvInputGradient(),
                new PhasedMaxPool(),
                new PaddedRowSums(),
                16,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)),
                GraphTarget.REDUCED_PRECISION_MARGIN);
    }

    /** Rows of patches, and sums of rows by the operator itself. */
    static GraphTarget rows() {
        return new GraphTarget(
                "rows",
                17,
                new RowsConvWeightGradient(new GroupedConvWeightGradient(), 4),
                new TransposedConvInputGradient(),
                new IndexedMaxPool(),
                RowSums.DIRECT,
                32,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)));
    }

    static List<GraphTarget> all() {
        return List.of(grouped(), plain(), old(), rows(), PortableTarget.target());
    }
}
