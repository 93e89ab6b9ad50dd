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
 * @param roundingMargin share of the clipping norm that pays for the roundings of such devices: steps clip at {@code
 *     (1 - roundingMargin) C}, so that what a unit contributes stays below C as computed, not only on paper (ADR 302); in
 *     (0, 1)
 */
public record GraphTarget(
        String name,
        int opset,
        ConvWeightGradientLowering convWeightGradient,
        ConvInputGradientLowering convInputGradient,
        MaxPoolLowering maxPool,
        List<Rewrite> rewrites,
        double roundingMargin) {
    /**
     * Pays for float32 arithmetic: of norms and factors, and of products whose operands are not rounded. The rounding of the
     * sum over units is not paid for in full, see docs/pitfalls.md.
     */
    public static final double FLOAT32_MARGIN = 0x1p-13;

    /**
     * Pays for matrix units that round their operands to 11 significant bits or more (HF32, TF32) and accumulate in
     * float32, besides the float32 arithmetic around them.
     */
    public static final double REDUCED_PRECISION_MARGIN = 0x1p-9;

    /**
     * Copies the list and checks the margin.
     *
     * @throws GraphException if the margin is outside of (0, 1)
     */
    public GraphTarget {
        rewrites = List.copyOf(rewrites);
        if (!(roundingMargin > 0 && roundingMargin < 1)) {
            throw new GraphException("roundingMargin must be in (0, 1), found " + roundingMargin
                    + ": take one of GraphTarget's constants, or derive one as ADR 302 does");
        }
    }

    /**
     * A target that computes in float32.
     *
     * @param name for example {@code cpu}
     * @param opset version of the operator set of compiled graphs
     * @param convWeightGradient how each unit's convolution weight gradient is computed
     * @param convInputGradient how gradients pass back through a convolution
     * @param maxPool how maximum pooling and its derivative are computed
     * @param rewrites what is done to the network first, in order
     */
    public GraphTarget(
            String name,
            int opset,
            ConvWeightGradientLowering convWeightGradient,
            ConvInputGradientLowering convInputGradient,
            MaxPoolLowering maxPool,
            List<Rewrite> rewrites) {
        this(name, opset, convWeightGradient, convInputGradient, maxPool, rewrites, FLOAT32_MARGIN);
    }

    @Override
    public String toString() {
        return name;
    }
}
