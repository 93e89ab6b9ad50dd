package org.dpmodel.engine.reference;

import java.util.List;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.GroupedConvWeightGradient;
import org.dpmodel.graph.lowering.IndexedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.ProductRowSums;
import org.dpmodel.graph.lowering.TransposedConvInputGradient;
import org.dpmodel.graph.operator.FuseConvMaxPool;

/** What graphs are compiled for where the reference interpreter runs them. */
public final class ReferenceTarget {
    private ReferenceTarget() {}

    /** As an engine that computes in float32 has it. */
    public static GraphTarget exact() {
        return withMargin("exact", GraphTarget.FLOAT32_MARGIN);
    }

    /** As an engine whose matrix units round has it. */
    public static GraphTarget coarse() {
        return withMargin("coarse", GraphTarget.REDUCED_PRECISION_MARGIN);
    }

    private static GraphTarget withMargin(String name, double margin) {
        return new GraphTarget(
                name,
                17,
                new GroupedConvWeightGradient(),
                new TransposedConvInputGradient(),
                new IndexedMaxPool(),
                new ProductRowSums(),
                16,
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)),
                margin);
    }
}
