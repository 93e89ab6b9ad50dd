package org.dpmodel.spark;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * What all executors are told of one step.
 *
 * @param parameters the parameters that gradients are taken at
 * @param clippingNorm the clipping norm; NaN where nothing is clipped
 * @param masks what is dropped of each record
 */
record StepOrder(float[][] parameters, double clippingNorm, byte[] masks) implements Serializable {
    OptionalDouble norm() {
        return Double.isNaN(clippingNorm) ? OptionalDouble.empty() : OptionalDouble.of(clippingNorm);
    }
}
