package org.dpmodel.graph.clipping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitWeights;
import org.dpmodel.graph.gradient.Units;

/**
 * A norm for each layer: the part of unit u's gradient that belongs to layer l is scaled by {@code min(1, C s_l /
 * ‖g_ul‖)}, so that with {@code Σ s_l² ≤ 1} the whole gradient is no longer than C (McMahan et al. 2018,
 * arXiv:1710.06963, section 3.2). The clipping norm C is the input {@link #CLIPPING_NORM}.
 *
 * <p>A layer consists of the parameters that share the part of their names before the last dot.
 */
public final class LayerwiseClipping implements ClippingRule {
    private final Map<String, Double> shares;

    /**
     * A rule.
     *
     * @param shares s by layer, whose squares sum to at most 1; empty for {@code √(1/L)} each
     */
    public LayerwiseClipping(Map<String, Double> shares) {
        this.shares = Map.copyOf(shares);
    }

    /**
     * The layer that a parameter belongs to.
     *
     * @param parameter name of the parameter, for example {@code conv1.weight}
     * @return the name up to the last dot, for example {@code conv1}; the whole name if it has none
     */
    public static String layerOf(String parameter) {
        int dot = parameter.lastIndexOf('.');
        return dot > 0 ? parameter.substring(0, dot) : parameter;
    }

    @Override
    public Weights weigh(Ops ops, Units units, Map<String, Value> squaredNorms, Value mask) {
        Map<String, List<String>> layers = layers(squaredNorms.keySet());
        Value clippingNorm = UnitNorms.clippingNorm(ops);
        Map<String, UnitWeights> weights = new LinkedHashMap<>();
        layers.forEach((layer, parameters) -> {
            Value norms =
                    UnitNorms.of(ops, parameters.stream().map(squaredNorms::get).toList());
            Value bound = ops.mul(clippingNorm, ops.scalar((float) share(layer, layers.size())));
            UnitWeights factors = new UnitWeights(UnitNorms.clippingFactors(ops, bound, norms, mask), units);
            parameters.forEach(parameter -> weights.put(parameter, factors));
        });
        return new Weights(weights, UnitNorms.of(ops, squaredNorms.values()));
    }

    @Override
    public Map<String, Double> factors(Map<String, Double> norms, double clippingNorm) {
        Map<String, List<String>> layers = layers(norms.keySet());
        Map<String, Double> factors = new LinkedHashMap<>();
        layers.forEach((layer, parameters) -> {
            double norm = ClippingRule.norm(parameters.stream().map(norms::get).toList());
            double bound = clippingNorm * (float) share(layer, layers.size());
            parameters.forEach(parameter -> factors.put(parameter, norm > bound ? bound / norm : 1));
        });
        return factors;
    }

    private double share(String layer, int layers) {
        return shares.isEmpty() ? Math.sqrt(1.0 / layers) : shares.get(layer);
    }

    private Map<String, List<String>> layers(Set<String> parameters) {
        Map<String, List<String>> layers = parameters.stream()
                .collect(Collectors.groupingBy(LayerwiseClipping::layerOf, LinkedHashMap::new, Collectors.toList()));
        checkShares(layers.keySet());
        return layers;
    }

    private void checkShares(Set<String> layers) {
        if (!shares.isEmpty() && !shares.keySet().equals(layers)) {
            throw new GraphException(
                    "the shares of per-layer clipping must name the layers " + new TreeSet<>(layers) + ", found "
                            + new TreeSet<>(shares.keySet()) + ": give each layer its share, or none for equal ones");
        }
    }
}
