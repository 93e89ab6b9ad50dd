package org.dpmodel.graph.gradient;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * The weight of a convolution. Each unit's gradient is formed, since a kernel has few elements and the ghost norm would
 * need a Gram matrix over all positions; the layout is the one that a lowering gives for free.
 */
public final class ConvWeightGradient implements ParameterGradient {
    /** Computes each unit's gradient as {@code [channels / groups, units, outputs · kernel elements]}. */
    @FunctionalInterface
    public interface PerUnit {
        /**
         * Writes the gradients into a graph.
         *
         * @param ops where the nodes go
         * @param units the units
         * @return the gradients
         */
        Value gradients(Ops ops, Units units);
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
        return ops.sumOfSquares(perUnit.gradients(ops, units), 0, 2);
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        return toWeightShape(ops, ops.matMul(weights.row(ops), perUnit.gradients(ops, units)));
    }

    @Override
    public Value sum(Ops ops) {
        return toWeightShape(ops, perUnit.gradients(ops, units.whole()));
    }

    @Override
    public Value rows(Ops ops) {
        Value gradients = perUnit.gradients(ops, units);
        long elements = weight.size(2, weight.rank());
        Value split = ops.reshape(gradients, weight.dim(1), units.count(), weight.dim(0), elements);
        return ops.reshape(ops.transpose(split, 1, 2, 0, 3), units.count(), weight.size());
    }

    /** From {@code [channels, 1, outputs · kernel]} to {@code [outputs, channels, kernel...]}. */
    private Value toWeightShape(Ops ops, Value gradient) {
        long[] kernel = LongStream.of(weight.dims()).skip(2).toArray();
        long[] channelsFirst = LongStream.concat(LongStream.of(weight.dim(1), weight.dim(0)), LongStream.of(kernel))
                .toArray();
        int[] order = IntStream.concat(IntStream.of(1, 0), IntStream.range(2, weight.rank()))
                .toArray();
        return ops.transpose(ops.reshape(gradient, channelsFirst), order);
    }
}
