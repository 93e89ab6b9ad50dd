package org.dpmodel.audit.release;

/**
 * Receives what each step of a training releases, and returns what the optimizer continues with. On the training
 * thread.
 */
@FunctionalInterface
public interface ReleaseListener {
    /**
     * Receives a released step.
     *
     * @param step counted from 0
     * @param means the noised sum of clipped gradients / the expected number of units, one array per parameter; must
     *     not be changed or kept, since the next step is written there
     * @param noiseDeviation standard deviation of the noise on each element, as the training states it
     * @return what the optimizer receives: {@code means}, or other arrays of the same sizes
     */
    float[][] released(long step, float[][] means, double noiseDeviation);

    /**
     * Called after the optimizer has taken what {@link #released} returned, and updated the parameters. Does nothing by
     * default.
     *
     * @param parameters current values, one array per parameter; must not be changed or kept
     */
    default void moved(float[][] parameters) {}
}
