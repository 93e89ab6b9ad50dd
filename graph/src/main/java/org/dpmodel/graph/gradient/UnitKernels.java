package org.dpmodel.graph.gradient;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * The gradients of a convolution's weight, one for each unit, with their axes in the order in which they come at the least
 * cost. Norms do not mind the order, and of the weighted sum only one gradient is left to be put in order.
 *
 * @param values {@code [before, units, after]}; a unit's gradient lies along the first and the last axis
 * @param axes what the first and the last axis are made of, the outermost first
 * @param order which of {@code axes} make the weight's axes {@code [outputs, channels / groups, kernel...]}; the outputs
 *     may be made of several
 * @param weight shape of the weight
 */
public record UnitKernels(Value values, Shape axes, List<Integer> order, Shape weight) {
    /** Copies the list. */
    public UnitKernels {
        order = List.copyOf(order);
    }

    /**
     * Gradients with the channels in front of the units.
     *
     * @param values {@code [channels / groups, units, outputs · kernel elements]}
     * @param weight shape of the weight
     * @return the gradients
     */
    public static UnitKernels channelsFirst(Value values, Shape weight) {
        long[] axes = weight.dims();
        axes[0] = weight.dim(1);
        axes[1] = weight.dim(0);
        List<Integer> order = IntStream.concat(IntStream.of(1, 0), IntStream.range(2, weight.rank()))
                .boxed()
                .toList();
        return new UnitKernels(values, Shape.of(axes), order, weight);
    }

    /**
     * The squared Euclidean norm of each unit's gradient.
     *
     * @param ops where the nodes go
     * @return {@code [units]}
     */
    public Value squaredNorms(Ops ops) {
        return ops.sumOfSquares(values, 0, 2);
    }

    /**
     * The weighted sum over the units.
     *
     * @param ops where the nodes go
     * @param weights a factor for each unit
     * @return a tensor of the weight's shape
     */
    public Value weightedSum(Ops ops, UnitWeights weights) {
        if (values.dim(0) == 1) {
            Value matrix = ops.reshape(values, values.dim(1), values.dim(2));
            return inOrder(ops, ops.matMul(weights.row(ops), matrix));
        }
        return inOrder(ops, ops.matMul(weights.row(ops), values));
    }

    /**
     * The gradient of a single unit.
     *
     * @param ops where the nodes go
     * @return a tensor of the weight's shape
     */
    public Value single(Ops ops) {
        return inOrder(ops, values);
    }

    private Value inOrder(Ops ops, Value gradient) {
        int[] permutation = order.stream().mapToInt(Integer::intValue).toArray();
        return ops.reshape(ops.transpose(ops.reshape(gradient, axes), permutation), weight);
    }

    /**
     * Each unit's gradient in the order of the weight.
     *
     * @param ops where the nodes go
     * @return {@code [units, elements of the weight]}
     */
    public Value rows(Ops ops) {
        int before = 0;
        for (long size = 1; size != values.dim(0); before++) {
            size *= axes.dim(before);
        }
        long units = values.dim(1);
        long[] dims = LongStream.concat(
                        LongStream.concat(LongStream.of(axes.dims()).limit(before), LongStream.of(units)),
                        LongStream.of(axes.dims()).skip(before))
                .toArray();
        int place = before;
        int[] permutation = IntStream.concat(
                        IntStream.of(place), order.stream().mapToInt(axis -> axis < place ? axis : axis + 1))
                .toArray();
        return ops.reshape(ops.transpose(ops.reshape(values, dims), permutation), units, weight.size());
    }

    /**
     * The gradients with the channels in front of the units.
     *
     * @param ops where the nodes go
     * @return {@code [channels / groups, units, outputs · kernel elements]}
     */
    public Value channelsFirst(Ops ops) {
        if (order.equals(channelsFirst(values, weight).order()) && values.dim(0) == weight.dim(1)) {
            return values;
        }
        long units = values.dim(1);
        long elements = weight.size(2, weight.rank());
        Value split = ops.reshape(rows(ops), units, weight.dim(0), weight.dim(1), elements);
        return ops.reshape(ops.transpose(split, 2, 0, 1, 3), weight.dim(1), units, weight.dim(0) * elements);
    }
}
