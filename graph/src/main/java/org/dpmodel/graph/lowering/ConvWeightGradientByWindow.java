package org.dpmodel.graph.lowering;

import java.util.Arrays;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitGradients;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Small windows that move by one place in one way, all others in another. A product for each row of a small window copies the input
 * a few times and then runs at the speed of matrices; with large windows, or places that are left out, the copies cost more than a
 * grouped convolution loses.
 *
 * @param small for windows of few elements and stride 1, and for windows of one element
 * @param mostElements most elements of such a window
 * @param otherwise for all others
 */
public record ConvWeightGradientByWindow(
        ConvWeightGradientLowering small, long mostElements, ConvWeightGradientLowering otherwise)
        implements ConvWeightGradientLowering {
    @Override
    public UnitGradients perUnit(Ops ops, Value x, Value dy, ConvGeometry geometry, Units units) {
        return (isSmall(geometry) ? small : otherwise).perUnit(ops, x, dy, geometry, units);
    }

    private boolean isSmall(ConvGeometry geometry) {
        boolean dense = Arrays.stream(geometry.strides()).allMatch(stride -> stride == 1);
        return geometry.elements() == 1 || dense && geometry.elements() <= mostElements;
    }
}
