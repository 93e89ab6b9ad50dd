package org.dpmodel.graph.clipping;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitWeights;
import org.dpmodel.graph.gradient.Units;

/**
 * One scale for all parameters: unit u is scaled by {@code C / (‖g_u‖ + γ)}, which makes it shorter than C (Bu, Wang,
 * Zha, Karypis 2022, arXiv:2206.07136, "AUTO-S"). The bound C is the input {@link #CLIPPING_NORM}.
 */
public final class AutomaticScaling implements ClippingRule {
    private final float stability;

    /**
     * A rule.
     *
     * @param stability γ, positive and finite
     * @throws GraphException if it is not
     */
    public AutomaticScaling(float stability) {
        if (!(stability > 0 && stability <= Float.MAX_VALUE)) {
            throw new GraphException("stability must be positive and finite, found " + stability
                    + ": without it a zero gradient would have no scale; pass 0.01");
        }
        this.stability = stability;
    }

    @Override
    public Weights weigh(Ops ops, Units units, Map<String, Value> squaredNorms, Value mask) {
        Value norms = UnitNorms.of(ops, squaredNorms.values());
        Value scales = ops.div(UnitNorms.clippingNorm(ops), ops.add(norms, ops.scalar(stability)));
        return Weights.ofAll(squaredNorms.keySet(), new UnitWeights(ops.mul(scales, mask), units), norms);
    }

    @Override
    public Map<String, Double> factors(Map<String, Double> norms, double clippingNorm) {
        double factor = clippingNorm / (ClippingRule.norm(norms.values()) + stability);
        return norms.keySet().stream().collect(Collectors.toMap(Function.identity(), parameter -> factor));
    }
}
