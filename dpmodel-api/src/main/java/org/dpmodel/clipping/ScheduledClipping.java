package org.dpmodel.clipping;

import java.util.Objects;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.clipping.FlatClipping;

/**
 * Flat clipping with a norm that follows a schedule. The noise follows the norm, so the schedule does not change what a
 * step costs.
 *
 * @param name a description of the schedule, for statements
 * @param schedule the norm of each step
 */
public record ScheduledClipping(String name, ClippingSchedule schedule) implements ClipMechanism {
    /**
     * Checks the parts, and the schedule's first norm.
     *
     * @throws IllegalArgumentException if that is NaN or out of range
     */
    public ScheduledClipping {
        Objects.requireNonNull(name, "name");
        check(Objects.requireNonNull(schedule, "schedule"), 0);
    }

    private static double check(ClippingSchedule schedule, long step) {
        return ClippingNorms.check("the clipping schedule's norm of step " + step, schedule.at(step));
    }

    @Override
    public String describe() {
        return "flat clipping, norm " + name;
    }

    @Override
    public ClippingRule rule() {
        return new FlatClipping();
    }

    @Override
    public double initialClippingNorm() {
        return check(schedule, 0);
    }

    @Override
    public double clippingNorm(long step, double adapted) {
        return check(schedule, step);
    }
}
