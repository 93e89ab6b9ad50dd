package org.dpmodel.graph.gradient;

import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * The gradient of a parameter that is used with a different shape.
 *
 * @param use the rule of the use
 * @param shape shape of the parameter
 */
public record ReshapedGradient(ParameterGradient use, Shape shape) implements ParameterGradient {
    @Override
    public Value squaredNorms(Ops ops) {
        return use.squaredNorms(ops);
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        return ops.reshape(use.weightedSum(ops, weights), shape);
    }

    @Override
    public Value sum(Ops ops) {
        return ops.reshape(use.sum(ops), shape);
    }

    @Override
    public Value rows(Ops ops) {
        return use.rows(ops);
    }

    @Override
    public String describe() {
        return use.describe();
    }
}
