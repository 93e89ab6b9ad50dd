package org.dpmodel.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.dpmodel.clipping.AdaptiveClipping;
import org.dpmodel.clipping.AutomaticClipping;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.FixedClipping;
import org.dpmodel.clipping.PerLayerClipping;
import org.dpmodel.clipping.ScheduledClipping;

/**
 * What executors must know about a clip mechanism: the nodes that clip. They receive the norm at each step; schedules
 * and adaptation stay with the driver.
 *
 * @param stability of automatic clipping; 0 for others
 * @param layers whether each layer is clipped separately
 * @param shares of layers; empty for equal ones
 */
record ClippingForm(double stability, boolean layers, Map<String, Double> shares) implements Serializable {
    static ClippingForm of(ClipMechanism mechanism) {
        if (mechanism instanceof AutomaticClipping automatic) {
            return new ClippingForm(automatic.stability(), false, Map.of());
        }
        if (mechanism instanceof PerLayerClipping perLayer) {
            return new ClippingForm(0, true, new HashMap<>(perLayer.shares()));
        }
        if (mechanism instanceof FixedClipping
                || mechanism instanceof ScheduledClipping
                || mechanism instanceof AdaptiveClipping) {
            return new ClippingForm(0, false, Map.of());
        }
        throw new IllegalArgumentException(
                "clipping must be a mechanism that executors support, found " + mechanism.describe()
                        + ": train on one machine, or with fixed, scheduled, adaptive, automatic or per-layer clipping");
    }

    /** A mechanism with these nodes. */
    ClipMechanism mechanism() {
        if (stability > 0) {
            return new AutomaticClipping(1, stability);
        }
        return layers ? new PerLayerClipping(1, shares) : new FixedClipping(1);
    }
}
