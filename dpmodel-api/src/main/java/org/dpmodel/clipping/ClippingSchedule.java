package org.dpmodel.clipping;

/** A clipping norm for each step, chosen without looking at the data. */
@FunctionalInterface
public interface ClippingSchedule {
    /**
     * The norm of a step. Must be a pure function, since forecasts and statements call it again. A run reads each step's
     * norm once, and clips, adds noise and charges by that reading.
     *
     * @param step the step, counted from 0 over the whole training
     * @return the clipping norm C, in [1e-12, 1e12]
     */
    double at(long step);
}
