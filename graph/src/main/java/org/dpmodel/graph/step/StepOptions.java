package org.dpmodel.graph.step;

import java.util.Objects;
import java.util.Optional;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.lowering.GraphTarget;

/**
 * The settings that a step graph is compiled for.
 *
 * @param target the device family
 * @param units physical batch size, and what is clipped as a whole
 * @param clipping the clipping rule; empty only for training that is explicitly without privacy
 * @param dropout whether the network's dropouts are active, as {@link StepGraph#DROPOUT} describes; otherwise they are
 *     the identity
 */
public record StepOptions(GraphTarget target, Units units, Optional<ClippingRule> clipping, boolean dropout) {
    /** Checks that all parts are present. */
    public StepOptions {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(units, "units");
        Objects.requireNonNull(clipping, "clipping");
    }

    /**
     * A step without dropout.
     *
     * @param target the device family
     * @param units physical batch size, and what is clipped as a whole
     * @param clipping the clipping rule; empty only for training that is explicitly without privacy
     */
    public StepOptions(GraphTarget target, Units units, Optional<ClippingRule> clipping) {
        this(target, units, clipping, false);
    }
}
