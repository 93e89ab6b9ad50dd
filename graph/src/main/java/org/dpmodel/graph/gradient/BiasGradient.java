package org.dpmodel.graph.gradient;

import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * A parameter that is added to every example: its gradient is the output's gradient, summed over whatever the parameter
 * is broadcast over within the unit.
 */
public final class BiasGradient implements ParameterGradient {
    private final Value outputGradients;
    private final Shape parameter;
    private final Shape aligned;
    private final Units units;

    /**
     * The rule for one use.
     *
     * @param outputGradients gradient of the sum, {@code [examples, ...]}
     * @param parameter shape of the parameter
     * @param aligned the parameter's shape aligned with the axes of the sum, with 1 where it is broadcast; its first axis
     *     is 1
     * @param units the units
     */
    public BiasGradient(Value outputGradients, Shape parameter, Shape aligned, Units units) {
        this.outputGradients = outputGradients;
        this.parameter = parameter;
        this.aligned = aligned;
        this.units = units;
    }

    @Override
    public Value rows(Ops ops) {
        return rows(ops, units);
    }

    private Value rows(Ops ops, Units among) {
        // [units, members, ...]: the axis of the members and every axis along which the parameter is broadcast are
        // summed
        // over
        long[] split = new long[aligned.rank() + 1];
        split[0] = among.count();
        split[1] = among.unitSize();
        int[] axes = new int[aligned.rank()];
        int count = 0;
        axes[count++] = 1;
        for (int axis = 1; axis < aligned.rank(); axis++) {
            split[axis + 1] = outputGradients.dim(axis);
            if (aligned.dim(axis) == 1) {
                axes[count++] = axis + 1;
            }
        }
        Value summed = ops.reduceSum(ops.reshape(outputGradients, split), false, java.util.Arrays.copyOf(axes, count));
        return ops.reshape(summed, among.count(), parameter.size());
    }

    @Override
    public Value squaredNorms(Ops ops) {
        return ops.sumOfSquares(rows(ops), 1);
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        return ops.reshape(ops.matMul(weights.row(ops), rows(ops)), parameter);
    }

    @Override
    public Value sum(Ops ops) {
        return ops.reshape(rows(ops, units.whole()), parameter);
    }

    @Override
    public String describe() {
        return "summed over what it is stretched along";
    }
}
