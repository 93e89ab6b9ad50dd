package org.dpmodel.graph.clipping;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.UnitWeights;
import org.dpmodel.graph.gradient.Units;

/**
 * One norm over all parameters: unit u is scaled by {@code min(1, C / ‖g_u‖)} (Abadi et al. 2016, arXiv:1607.00133,
 * algorithm 1). The clipping norm C is the input {@value #CLIPPING_NORM} of shape {@code [1]}.
 */
public final class FlatClipping implements ClippingRule {
    /** Input of the step graph: the clipping norm C. */
    public static final String CLIPPING_NORM = "clipping_norm";

    /** Keeps the division defined for gradients of zero; far below any norm that is clipped. */
    private static final float TINY = 1e-30f;

    /** The rule; it has no settings of its own. */
    public FlatClipping() {}

    @Override
    public Weights weigh(Ops ops, Units units, Map<String, Value> squaredNorms, Value mask) {
        Value clippingNorm = ops.builder().input(CLIPPING_NORM, TensorType.floats(1));
        Value norms = ops.elementwise(
                "Sqrt", squaredNorms.values().stream().reduce(ops::add).orElseThrow());
        Value ratio = ops.div(clippingNorm, ops.elementwise("Max", norms, ops.scalar(TINY)));
        Value factors = ops.mul(ops.elementwise("Min", ratio, ops.scalar(1f)), mask);
        UnitWeights weights = new UnitWeights(factors, units);
        return new Weights(
                squaredNorms.keySet().stream().collect(Collectors.toMap(Function.identity(), p -> weights)), norms);
    }
}
