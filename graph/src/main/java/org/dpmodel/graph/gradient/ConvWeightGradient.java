package org.dpmodel.graph.gradient;

import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * The weight of a convolution. Each unit's gradient is formed, since a kernel has few elements and the ghost norm would
 * need a Gram matrix over all positions; the layout is the one that a lowering produces without additional work.
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
        UnitGradients gradients(Ops ops, Units units);
    }

    private final PerUnit perUnit;
    private final Shape weight;
    private final Units units;

    /**
     * The rule for one use.
     *
     * @param perUnit computes the gradients
     * @param weight shape of the weight, {@code [outputs, channels / groups, kernel...]}
     * @param units the units
     */
    public ConvWeightGradient(PerUnit perUnit, Shape weight, Units units) {
        this.perUnit = perUnit;
        this.weight = weight;
        this.units = units;
    }

    @Override
    public Value squaredNorms(Ops ops) {
        return perUnit.gradients(ops, units).squaredNorms(ops);
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        return perUnit.gradients(ops, units).weightedSum(ops, weights.row(ops));
    }

    @Override
    public Value sum(Ops ops) {
        return perUnit.gradients(ops, units.whole()).onlyUnit(ops);
    }

    @Override
    public Value rows(Ops ops) {
        return ops.reshape(perUnit.gradients(ops, units).rows(ops), units.count(), weight.size());
    }

    @Override
    public String describe() {
        return "formed by a convolution";
    }
}
