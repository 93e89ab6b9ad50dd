package org.dpmodel.graph.gradient;

import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Value;

/**
 * The weight of a convolution. Each unit's gradient is formed, since a kernel has few elements and the ghost norm would
 * need a Gram matrix over all positions; the layout is the one that a lowering gives for free.
 */
public final class ConvWeightGradient implements ParameterGradient {
    /** Computes each unit's gradient. */
    @FunctionalInterface
    public interface PerUnit {
        /**
         * Writes the gradients into a graph.
         *
         * @param ops where the nodes go
         * @param units the units
         * @return the gradients
         */
        UnitKernels gradients(Ops ops, Units units);
    }

    private final PerUnit perUnit;
    private final Units units;

    /**
     * The rule for one use.
     *
     * @param perUnit computes the gradients
     * @param units the units
     */
    public ConvWeightGradient(PerUnit perUnit, Units units) {
        this.perUnit = perUnit;
        this.units = units;
    }

    @Override
    public Value squaredNorms(Ops ops) {
        return perUnit.gradients(ops, units).squaredNorms(ops);
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        return perUnit.gradients(ops, units).weightedSum(ops, weights);
    }

    @Override
    public Value sum(Ops ops) {
        return perUnit.gradients(ops, units.whole()).single(ops);
    }

    @Override
    public Value rows(Ops ops) {
        return perUnit.gradients(ops, units).rows(ops);
    }
}
