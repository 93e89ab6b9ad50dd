package org.dpmodel.graph.gradient;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * The gradients of all units with respect to one use of a parameter, as formulas that become nodes on demand. Below, g_u
 * is the gradient of unit u.
 */
public interface ParameterGradient {
    /**
     * The squared Euclidean norm of each unit's gradient, ‖g_u‖².
     *
     * @param ops where the nodes go
     * @return {@code [units]}
     */
    Value squaredNorms(Ops ops);

    /**
     * The weighted sum Σ_u w_u g_u.
     *
     * @param ops where the nodes go
     * @param weights the factors w_u
     * @return a tensor of the parameter's shape
     */
    Value weightedSum(Ops ops, UnitWeights weights);

    /**
     * The plain sum Σ_u g_u, for training without privacy.
     *
     * @param ops where the nodes go
     * @return a tensor of the parameter's shape
     */
    Value sum(Ops ops);

    /**
     * Each unit's gradient, formed.
     *
     * @param ops where the nodes go
     * @return {@code [units, elements of the parameter]}
     */
    Value rows(Ops ops);

    /**
     * The rule in words.
     *
     * @return for example {@code summed over positions}
     */
    String describe();
}
