package org.dpmodel.clipping;

import org.dpmodel.validation.Require;

/** The range of clipping norms in which they and their quotients are ordinary float32 numbers. */
final class ClippingNorms {
    private ClippingNorms() {}

    /** Returns the norm, or throws if it is NaN or out of range. */
    static double check(String name, double norm) {
        double smallest = ClippingAdaptation.SMALLEST_NORM;
        double largest = ClippingAdaptation.LARGEST_NORM;
        if (!(norm >= smallest && norm <= largest)) {
            throw Require.broken(
                    name,
                    "must be in [" + smallest + ", " + largest + "]",
                    norm,
                    "a usual value is 0.1 with tanh, 1 with ReLU");
        }
        return norm;
    }
}
