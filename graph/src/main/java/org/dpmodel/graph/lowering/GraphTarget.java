package org.dpmodel.graph.lowering;

import java.util.List;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.build.RowSums;

/**
 * A family of devices, and the forms of computation that suit it best. Every form computes the same values; a new target
 * is a new combination of forms, and a new form is a new class in {@code lowering}.
 *
 * @param name for example {@code cpu}
 * @param opset version of the operator set of compiled graphs
 * @param convWeightGradient how each unit's convolution weight gradient is computed
 * @param convInputGradient how gradients are passed back through a convolution
 * @param maxPool how maximum pooling and its derivative are computed
 * @param rowSums how sums of rows are computed, so that they do not depend on the position of a row
 * @param indexSums how rows are summed by index
 * @param rowBlock batches are a multiple of this number of rows, so that kernels treat all rows alike; at least 1
 * @param rewrites transformations that are applied to the network first, in order
 * @param roundingMargin fraction of the clipping norm that covers the rounding of such devices: steps clip at {@code (1 -
 *     roundingMargin) C}, so that a unit's contribution stays below C as computed, not only in theory (ADR 302); in (0,
 *     1)
 */
public record GraphTarget(
        String name,
        int opset,
        ConvWeightGradientLowering convWeightGradient,
        ConvInputGradientLowering convInputGradient,
        MaxPoolLowering maxPool,
        RowSums rowSums,
        IndexSums indexSums,
        int rowBlock,
        List<Rewrite> rewrites,
        double roundingMargin) {
    /**
     * Covers float32 arithmetic: of norms and factors, and of products whose operands are not rounded. {@link #marginOf}
     * covers the sum over units.
     */
    public static final double FLOAT32_MARGIN = 0x1p-13;

    /**
     * Covers matrix units that round their operands to 11 significant bits or more (HF32, TF32) and accumulate in
     * float32, and the float32 arithmetic around them.
     */
    public static final double REDUCED_PRECISION_MARGIN = 0x1p-9;

    /**
     * Copies the list and checks the numbers.
     *
     * @throws GraphException if the margin is outside (0, 1), or the block of rows is below 1
     */
    public GraphTarget {
        rewrites = List.copyOf(rewrites);
        if (rowBlock < 1) {
            throw new GraphException(
                    "rowBlock must be at least 1, found " + rowBlock + ": pass 16, or what the kernels need");
        }
        if (!(roundingMargin > 0 && roundingMargin < 1)) {
            throw new GraphException("roundingMargin must be in (0, 1), found " + roundingMargin
                    + ": use one of GraphTarget's constants, or derive one as ADR 302 does");
        }
    }

    /**
     * A target that sums rows by index with products, which works on all devices.
     *
     * @param name for example {@code cpu}
     * @param opset version of the operator set of compiled graphs
     * @param convWeightGradient how each unit's convolution weight gradient is computed
     * @param convInputGradient how gradients are passed back through a convolution
     * @param maxPool how maximum pooling and its derivative are computed
     * @param rowSums how sums of rows are computed
     * @param rowBlock batches are a multiple of this number of rows
     * @param rewrites transformations that are applied to the network first, in order
     * @param roundingMargin fraction of the clipping norm that covers rounding
     */
    public GraphTarget(
            String name,
            int opset,
            ConvWeightGradientLowering convWeightGradient,
            ConvInputGradientLowering convInputGradient,
            MaxPoolLowering maxPool,
            RowSums rowSums,
            int rowBlock,
            List<Rewrite> rewrites,
            double roundingMargin) {
        this(
                name,
                opset,
                convWeightGradient,
                convInputGradient,
                maxPool,
                rowSums,
                new OneHotIndexSums(),
                rowBlock,
                rewrites,
                roundingMargin);
    }

    /**
     * A target that computes in float32, and sums rows by index with products.
     *
     * @param name for example {@code cpu}
     * @param opset version of the operator set of compiled graphs
     * @param convWeightGradient how each unit's convolution weight gradient is computed
     * @param convInputGradient how gradients are passed back through a convolution
     * @param maxPool how maximum pooling and its derivative are computed
     * @param rowSums how sums of rows are computed
     * @param rowBlock batches are a multiple of this number of rows
     * @param rewrites transformations that are applied to the network first, in order
     */
    public GraphTarget(
            String name,
            int opset,
            ConvWeightGradientLowering convWeightGradient,
            ConvInputGradientLowering convInputGradient,
            MaxPoolLowering maxPool,
            RowSums rowSums,
            int rowBlock,
            List<Rewrite> rewrites) {
        this(name, opset, convWeightGradient, convInputGradient, maxPool, rowSums, rowBlock, rewrites, FLOAT32_MARGIN);
    }

    /**
     * The same target with a different form of row sums.
     *
     * @param other how sums of rows are computed
     * @return a changed copy
     */
    public GraphTarget withRowSums(RowSums other) {
        return with(other, indexSums);
    }

    /**
     * The same target with a different form of sums by index.
     *
     * @param other how rows are summed by index
     * @return a changed copy
     */
    public GraphTarget withIndexSums(IndexSums other) {
        return with(rowSums, other);
    }

    private GraphTarget with(RowSums ofRows, IndexSums byIndex) {
        return new GraphTarget(
                name,
                opset,
                convWeightGradient,
                convInputGradient,
                maxPool,
                ofRows,
                byIndex,
                rowBlock,
                rewrites,
                roundingMargin);
    }

    /**
     * The margin of a step whose graphs each add up the clipped gradients of the given number of units in float32, where
     * the sums of the graphs are added without further rounding. With n units and u = 2⁻²⁴, an additional example changes
     * at most two of the graphs' sums, and those by the rounding of four sums of n terms (ADR 302):
     *
     * <pre>
     * roundingMargin + (2 n² + 8 n) u + 2⁻¹⁶
     * </pre>
     *
     * @param units largest number of units that one graph adds up
     * @return in (0, 1)
     * @throws GraphException if the margin for this many units would use up the whole clipping norm
     */
    public double marginOf(int units) {
        double margin = roundingMargin + (2.0 * units * units + 8.0 * units) * 0x1p-24 + 0x1p-16;
        if (!(margin < 0.5)) {
            throw new GraphException("a graph must not add up " + units + " units, whose rounding alone could be "
                    + margin + " clipping norms: choose a smaller physical batch");
        }
        return margin;
    }

    @Override
    public String toString() {
        return name;
    }
}
