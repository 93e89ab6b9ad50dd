package org.dpmodel.graph.gradient;

import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * The gradient of a parameter that is used in several places: the sum over its uses. The norm of a sum is not the sum
 * of the norms, so each unit's gradient is formed.
 *
 * @param uses the uses, at least two
 * @param shape shape of the parameter
 */
public record SharedParameterGradient(List<ParameterGradient> uses, Shape shape) implements ParameterGradient {
    /** Copies the list. */
    public SharedParameterGradient {
        uses = List.copyOf(uses);
    }

    @Override
    public Value rows(Ops ops) {
        return DenseWeightGradient.joined(ops, uses)
                .map(joined -> joined.rows(ops))
                .orElseGet(() ->
                        uses.stream().map(use -> use.rows(ops)).reduce(ops::add).orElseThrow());
    }

    @Override
    public Value squaredNorms(Ops ops) {
        return ops.sumOfSquares(rows(ops), 1);
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        return ops.reshape(ops.matMul(weights.row(ops), rows(ops)), shape);
    }

    @Override
    public Value sum(Ops ops) {
        return uses.stream().map(use -> use.sum(ops)).reduce(ops::add).orElseThrow();
    }

    @Override
    public String describe() {
        return "formed, the sum of " + uses.size() + " uses: " + uses.get(0).describe();
    }
}
