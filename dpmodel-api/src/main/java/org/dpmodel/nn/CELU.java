package org.dpmodel.nn;

import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Elementwise {@code x} above 0 and {@code alpha · (exp(x / alpha) − 1)} below (Barron 2017, arXiv:1704.07483). MindSpore's
 * {@code CELU}.
 *
 * @param alpha the negative of the lower limit; positive and finite
 */
public record CELU(double alpha) implements Cell {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public CELU {
        Require.positive("alpha", alpha, "pass for example 1");
    }

    /** With MindSpore's default, 1.0. */
    public CELU() {
        this(1.0);
    }

    @Override
    public String kind() {
        return "celu";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("Celu", Attributes.none().with("alpha", new Attribute.Real((float) alpha)), x);
    }
}
