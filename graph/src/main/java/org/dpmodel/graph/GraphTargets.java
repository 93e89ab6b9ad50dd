package org.dpmodel.graph;

import java.util.List;
import org.dpmodel.graph.lowering.FuseConvMaxPool;
import org.dpmodel.graph.lowering.GroupedConvWeightGradient;
import org.dpmodel.graph.lowering.IndexedMaxPool;
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
     * The target with a name.
     *
     * @param name as in {@link GraphTarget#name()}
     * @return the target
     * @throws GraphException if there is none; the message lists the names
     */
    public static GraphTarget byName(String name) {
        GraphTarget cpu = cpu();
        if (name.equals(cpu.name())) {
            return cpu;
        }
        throw new GraphException("there is no graph target " + name + "; the targets are [" + cpu.name() + "]");
    }
}
