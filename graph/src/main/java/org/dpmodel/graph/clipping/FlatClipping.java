package org.dpmodel.graph.clipping;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitWeights;
import org.dpmodel.graph.gradient.Units;

/**
 * One norm over all parameters: unit u is scaled by {@code min(1, C / ‖g_u‖)} (Abadi et al. 2016, arXiv:1607.00133,
 * algorithm 1). The clipping norm C is the input {@link #CLIPPING_NORM}.
 */
public final class FlatClipping implements ClippingRule {
    /** The rule; it has no settings. */
    public FlatClipping() {}

    @Override
    public Weights weigh(Ops ops, Units units, Map<String, Value> squaredNorms, Value mask) {
        Value norms = UnitNorms.of(ops, squaredNorms.values());
        Value factors = UnitNorms.clippingFactors(ops, UnitNorms.clippingNorm(ops), norms, mask);
        return Weights.ofAll(squaredNorms.keySet(), new UnitWeights(factors, units), norms);
    }

    @Override
    public Map<String, Double> factors(Map<String, Double> norms, double clippingNorm) {
        double norm = ClippingRule.norm(norms.values());
        double factor = norm > clippingNorm ? clippingNorm / norm : 1;
        return norms.keySet().stream().collect(Collectors.toMap(Function.identity(), parameter -> factor));
    }
}
