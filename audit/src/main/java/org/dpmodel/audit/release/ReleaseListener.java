package org.dpmodel.audit.release;

/**
 * Receives what each step of a training releases, and returns what the optimizer continues with. On the training
 * thread.
 */
@FunctionalInterface
public interface ReleaseListener {
    /**
     * A step was released.
     *
     * @param step counted from 0
     * @param means the noised sum of clipped gradients / the expected number of units, an array a parameter; not to be
     *     changed, and not to be kept, since the next step is written there
     * @param noiseDeviation standard deviation of the noise on each element, as the training states it
     * @return what the optimizer gets: {@code means}, or something of the same sizes
     */
    float[][] released(long step, float[][] means, double noiseDeviation);

    /**
     * The optimizer has taken what {@link #released} returned, and moved the parameters. Does nothing by default.
     *
     * @param parameters present values, an array a parameter; not to be changed, and not to be kept
     */
    default void moved(float[][] parameters) {}
}
