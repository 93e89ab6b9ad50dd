package org.dpmodel.spark;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * What executors are told of one step.
 *
 * @param parameters the parameters that gradients are taken at
 * @param clippingNorm the clipping norm; NaN where nothing is clipped
 * @param drawn the drawn positions of each partition, in the step's secret order
 * @param masks what is dropped of each record
 */
record StepOrder(float[][] parameters, double clippingNorm, int[][] drawn, byte[] masks) implements Serializable {
    OptionalDouble norm() {
        return Double.isNaN(clippingNorm) ? OptionalDouble.empty() : OptionalDouble.of(clippingNorm);
    }
}
