package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Uses one lowering for windows that share elements, and another for disjoint windows. On CPUs, indices are faster for
 * disjoint windows, where gradients are only copied; for shared elements, adding up gradients by index costs more than
 * masks do.
 *
 * @param apart for windows that are disjoint
 * @param overlapping for all other windows
 */
public record MaxPoolByOverlap(MaxPoolLowering apart, MaxPoolLowering overlapping) implements MaxPoolLowering {
    @Override
    public Recording record(Ops ops, Value x, ConvGeometry geometry) {
        return (geometry.overlaps() ? overlapping : apart).record(ops, x, geometry);
    }
}
