package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Dropout (Srivastava et al. 2014): in training each element becomes 0 with probability p, and is divided by 1 − p
 * otherwise; in evaluation, prediction and served files it is unchanged. MindSpore's {@code Dropout(p=...)}, p 0.5 by
 * default.
 *
 * <p>What is dropped is a keyed function of the run's secret, the step, the position of the example in the dataset, and
 * the element. It does not depend on other examples, or on the row of the batch in which the example is computed, so the
 * guarantee is the same as without dropout (ADR 305).
 *
 * @param p the probability of being dropped, in [0, 1)
 */
public record Dropout(double p) implements Cell {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Dropout {
        Require.fraction("p", p, "pass for example 0.5");
    }

    /** With MindSpore's default, 0.5. */
    public Dropout() {
        this(0.5);
    }

    @Override
    public String kind() {
        return "dropout";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value ratio = builder.constant(Constant.floats(Shape.of(), (float) p));
        return builder.call("Dropout", Attributes.none(), x, ratio);
    }
}
