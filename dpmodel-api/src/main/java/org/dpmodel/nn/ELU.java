package org.dpmodel.nn;

import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Elementwise {@code x} above 0 and {@code alpha · (exp(x) − 1)} below (Clevert et al. 2015, arXiv:1511.07289). MindSpore's
 * {@code ELU}.
 *
 * @param alpha the negative of the lower limit; finite
 */
public record ELU(double alpha) implements Cell {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public ELU {
        Require.finite("alpha", alpha, "pass for example 1");
    }

    /** With MindSpore's default, 1.0. */
    public ELU() {
        this(1.0);
    }

    @Override
    public String kind() {
        return "elu";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Elu", Attributes.none().with("alpha", new Attribute.Real((float) alpha)), x);
    }
}
