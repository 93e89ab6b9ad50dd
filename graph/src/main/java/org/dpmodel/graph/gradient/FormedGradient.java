package org.dpmodel.graph.gradient;

import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * The gradient of a parameter for which only each unit's materialized gradient is known.
 *
 * @param formed {@code [units, elements of the parameter]}
 * @param shape shape of the parameter
 */
public record FormedGradient(Value formed, Shape shape) implements ParameterGradient {
    @Override
    public Value rows(Ops ops) {
        return formed;
    }

    @Override
    public Value squaredNorms(Ops ops) {
        return ops.sumOfSquares(formed, 1);
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        return ops.reshape(ops.matMul(weights.row(ops), formed), shape);
    }

    @Override
    public Value sum(Ops ops) {
        return ops.reshape(ops.reduceSum(formed, false, 0), shape);
    }

    @Override
    public String describe() {
        return "carried back through operators on parameters, a copy for each example";
    }
}
