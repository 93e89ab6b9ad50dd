package org.dpmodel.graph.clipping;

import java.util.Collection;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** The arithmetic that rules share: norms of units, and the factors that scale them down. */
final class UnitNorms {
    /** Keeps the division defined for gradients of zero; far below any norm that is clipped. */
    private static final float TINY = 1e-30f;

    private UnitNorms() {}

    static Value clippingNorm(Ops ops) {
        return ops.builder().input(ClippingRule.CLIPPING_NORM, TensorType.floats(1));
    }

    /** The norm of the concatenation of several parts, {@code [units]}. */
    static Value of(Ops ops, Collection<Value> squaredNorms) {
        return ops.elementwise("Sqrt", squaredNorms.stream().reduce(ops::add).orElseThrow());
    }

    /** {@code min(1, bound / norm)}, 0 for padding. */
    static Value clippingFactors(Ops ops, Value bound, Value norms, Value mask) {
        Value ratio = ops.div(bound, ops.elementwise("Max", norms, ops.scalar(TINY)));
        return ops.mul(ops.elementwise("Min", ratio, ops.scalar(1f)), mask);
    }
}
