package org.dpmodel.clipping;

/** The clip mechanisms. */
public final class ClipMechanisms {
    private ClipMechanisms() {}

    /**
     * One norm for all parameters and steps.
     *
     * @param clippingNorm the clipping norm C
     * @return the mechanism
     * @throws IllegalArgumentException if the norm is NaN or out of range
     */
    public static FixedClipping fixed(double clippingNorm) {
        return new FixedClipping(clippingNorm);
    }
}
