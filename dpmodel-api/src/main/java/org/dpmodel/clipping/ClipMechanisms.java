package org.dpmodel.clipping;

import java.util.Map;

/** Makes clip mechanisms. */
public final class ClipMechanisms {
    private static final double DEFAULT_STABILITY = 0.01;

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

    /**
     * One norm for all parameters, which depends on the step.
     *
     * @param name a description of the schedule, for statements, for example {@code 1 / (1 + step / 100)}
     * @param schedule the norm of each step, chosen without looking at the data
     * @return the mechanism
     * @throws IllegalArgumentException if the first norm is NaN or out of range
     */
    public static ScheduledClipping scheduled(String name, ClippingSchedule schedule) {
        return new ScheduledClipping(name, schedule);
    }

    /**
     * A norm for each layer; each of the L layers has the share √(1/L).
     *
     * @param clippingNorm the clipping norm C of all layers together
     * @return the mechanism
     * @throws IllegalArgumentException if the norm is NaN or out of range
     */
    public static PerLayerClipping perLayer(double clippingNorm) {
        return new PerLayerClipping(clippingNorm, Map.of());
    }

    /**
     * A norm for each layer, with given shares.
     *
     * @param clippingNorm the clipping norm C of all layers together
     * @param shares share by layer; the squares sum to at most 1
     * @return the mechanism
     * @throws IllegalArgumentException if a number is NaN or out of range
     */
    public static PerLayerClipping perLayer(double clippingNorm, Map<String, Double> shares) {
        return new PerLayerClipping(clippingNorm, shares);
    }

    /**
     * Gradients of all units scaled to nearly the same norm, with the paper's stability 0.01.
     *
     * @param clippingNorm the bound C
     * @return the mechanism
     * @throws IllegalArgumentException if the norm is NaN or out of range
     */
    public static AutomaticClipping automatic(double clippingNorm) {
        return new AutomaticClipping(clippingNorm, DEFAULT_STABILITY);
    }

    /**
     * A norm that follows a quantile of the gradients' norms.
     *
     * @return a builder with the settings of Andrew et al. 2021
     */
    public static AdaptiveClipping.Builder adaptive() {
        return AdaptiveClipping.builder();
    }
}
