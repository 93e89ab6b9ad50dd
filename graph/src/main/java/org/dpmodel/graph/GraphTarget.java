package org.dpmodel.graph;

import java.util.List;
import org.dpmodel.graph.lowering.ConvInputGradientLowering;
import org.dpmodel.graph.lowering.ConvWeightGradientLowering;
import org.dpmodel.graph.lowering.MaxPoolLowering;
import org.dpmodel.graph.lowering.Rewrite;

/**
 * A family of devices, and the forms of computation that serve it best. Every form computes the same values; a new
 * target is a new combination, a new form a new class in {@code lowering}.
 *
 * @param name for example {@code cpu}
 * @param opset version of the operator set of compiled graphs
 * @param convWeightGradient how each unit's convolution weight gradient is computed
 * @param convInputGradient how gradients pass back through a convolution
 * @param maxPool how maximum pooling and its derivative are computed
 * @param rewrites what is done to the network first, in order
 */
public record GraphTarget(
        String name,
        int opset,
        ConvWeightGradientLowering convWeightGradient,
        ConvInputGradientLowering convInputGradient,
        MaxPoolLowering maxPool,
        List<Rewrite> rewrites) {
    /** Copies the list. */
    public GraphTarget {
        rewrites = List.copyOf(rewrites);
    }

    @Override
    public String toString() {
        return name;
    }
}
