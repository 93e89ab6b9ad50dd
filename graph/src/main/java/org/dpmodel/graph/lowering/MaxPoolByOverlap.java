package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Windows that share elements in one way, windows that lie apart in another. On processors indices serve the latter, where
 * gradients are only copied; adding up what windows share costs more than masks do.
 *
 * @param apart for windows of which no two have an element in common
 * @param overlapping for all others
 */
public record MaxPoolByOverlap(MaxPoolLowering apart, MaxPoolLowering overlapping) implements MaxPoolLowering {
    @Override
    public Recording record(Ops ops, Value x, ConvGeometry geometry) {
        return (geometry.overlaps() ? overlapping : apart).record(ops, x, geometry);
    }
}
