package org.dpmodel.graph.gradient;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * One factor for each unit, in the layouts that the rules of parameters need.
 *
 * @param weights {@code [units]}
 * @param units the units
 */
public record UnitWeights(Value weights, Units units) {
    /**
     * As a row vector.
     *
     * @param ops where the nodes go
     * @return {@code [1, units]}
     */
    public Value row(Ops ops) {
        return ops.reshape(weights, 1, units.count());
    }

    /**
     * As a column with one row for each example; the members of a unit share its factor.
     *
     * @param ops where the nodes go
     * @return {@code [examples, 1]}
     */
    public Value perExample(Ops ops) {
        if (units.unitSize() == 1) {
            return ops.reshape(weights, units.examples(), 1);
        }
        Value column = ops.reshape(weights, units.count(), 1);
        return ops.reshape(ops.expand(column, units.count(), units.unitSize()), units.examples(), 1);
    }
}
