package org.dpmodel.nn;

import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Elementwise {@code x} above 0 and {@code alpha · x} below. MindSpore's {@code LeakyReLU}, whose slope of 0.2 is not PyTorch's
 * (0.01).
 *
 * @param alpha the slope below 0; finite
 */
public record LeakyReLU(double alpha) implements Cell {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public LeakyReLU {
        Require.finite("alpha", alpha, "pass for example 0.2");
    }

    /** With MindSpore's default, 0.2. */
    public LeakyReLU() {
        this(0.2);
    }

    @Override
    public String kind() {
        return "leakyrelu";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return builder.call("LeakyRelu", Attributes.none().with("alpha", new Attribute.Real((float) alpha)), x);
    }
}
