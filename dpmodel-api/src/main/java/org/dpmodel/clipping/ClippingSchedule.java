package org.dpmodel.clipping;

/** A clipping norm for each step, chosen without looking at the data. */
@FunctionalInterface
public interface ClippingSchedule {
    /**
     * The norm of a step. A pure function: it is asked more than once.
     *
     * @param step the step, counted from 0 over the whole training
     * @return the clipping norm C, in [1e-12, 1e12]
     */
    double at(long step);
}
