package org.dpmodel.graph;

import java.util.List;
import org.dpmodel.graph.lowering.FlippedConvInputGradient;
import org.dpmodel.graph.lowering.FuseConvMaxPool;
import org.dpmodel.graph.lowering.GroupedConvWeightGradient;
import org.dpmodel.graph.lowering.IndexedMaxPool;
import org.dpmodel.graph.lowering.PatchesConvWeightGradient;
import org.dpmodel.graph.lowering.PhasedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.TransposedConvInputGradient;

/** The targets that graphs are compiled for. */
public final class GraphTargets {
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
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)));
    }

    /**
     * NVIDIA GPUs, by ONNX Runtime's CUDA provider: weight gradients by batched matrix products, pooling without atomic
     * additions, and no convolution with as many groups as examples (ADR 203).
     *
     * @return the target {@code cuda}
     */
    public static GraphTarget cuda() {
        return new GraphTarget(
                "cuda",
                17,
                new PatchesConvWeightGradient(),
                new FlippedConvInputGradient(new TransposedConvInputGradient()),
                new PhasedMaxPool(new IndexedMaxPool()),
                List.of(new PoolBeforeActivation(), new FuseConvMaxPool(4)));
    }

    /**
     * The target with a name.
     *
     * @param name as in {@link GraphTarget#name()}
     * @return the target
     * @throws GraphException if there is none; the message lists the names
     */
    public static GraphTarget byName(String name) {
        List<GraphTarget> targets = List.of(cpu(), cuda());
        return targets.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new GraphException("there is no graph target " + name + "; the targets are " + targets));
    }
}
