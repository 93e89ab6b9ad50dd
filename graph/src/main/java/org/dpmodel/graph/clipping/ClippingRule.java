package org.dpmodel.graph.clipping;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitWeights;
import org.dpmodel.graph.gradient.Units;

/**
 * How the gradients of units are scaled down before they are summed. The clipping norm is an input of the step graph, so
 * that it can change from step to step.
 */
public interface ClippingRule {
    /** Input of the step graph, {@code [1]}: the clipping norm C, which no unit's contribution exceeds. */
    String CLIPPING_NORM = "clipping_norm";

    /**
     * Writes the factors into a graph.
     *
     * @param ops where the nodes go
     * @param units the units
     * @param squaredNorms for each parameter, the squared norm of each unit's gradient, {@code [units]}
     * @param mask {@code [units]}, 1 for real units, 0 for padding
     * @return the factors
     */
    Weights weigh(Ops ops, Units units, Map<String, Value> squaredNorms, Value mask);

    /**
     * The same factors for one unit, in double precision: for gradients whose norm overflows in float32.
     *
     * @param norms for each parameter, the norm of the unit's gradient; finite
     * @param clippingNorm the clipping norm C
     * @return the factor of each parameter
     */
    Map<String, Double> factors(Map<String, Double> norms, double clippingNorm);

    /**
     * The norm of the concatenation of several parts.
     *
     * @param norms norms of the parts
     * @return √Σ norm²
     */
    static double norm(Collection<Double> norms) {
        return norms.stream().mapToDouble(Double::doubleValue).reduce(0, Math::hypot);
    }

    /**
     * The result of a rule.
     *
     * @param perParameter the factor of each unit, for each parameter
     * @param norms {@code [units]}, norm of each unit's whole gradient before clipping
     */
    record Weights(Map<String, UnitWeights> perParameter, Value norms) {
        /** Copies the map. */
        public Weights {
            perParameter = Map.copyOf(perParameter);
        }

        /** The same factors for all parameters. */
        static Weights ofAll(Set<String> parameters, UnitWeights weights, Value norms) {
            return new Weights(
                    parameters.stream().collect(Collectors.toMap(Function.identity(), parameter -> weights)), norms);
        }
    }
}
