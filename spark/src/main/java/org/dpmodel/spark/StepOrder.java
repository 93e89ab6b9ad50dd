package org.dpmodel.spark;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * What all executors receive for one step.
 *
 * @param parameters the parameters at which gradients are computed
 * @param clippingNorm the clipping norm; NaN if nothing is clipped
 * @param masks what is dropped from each record
 */
record StepOrder(float[][] parameters, double clippingNorm, byte[] masks) implements Serializable {
    OptionalDouble norm() {
        return Double.isNaN(clippingNorm) ? OptionalDouble.empty() : OptionalDouble.of(clippingNorm);
    }
}
