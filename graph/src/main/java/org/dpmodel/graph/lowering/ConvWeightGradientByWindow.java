package org.dpmodel.graph.lowering;

import java.util.Arrays;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitGradients;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Uses one lowering for small windows of stride 1, and another for all others. A product for each row of a small window
 * copies the input a few times and then runs at the speed of matrix products; with large windows or strides, the copies
 * cost more than a grouped convolution.
 *
 * @param small for windows of few elements and stride 1, and for windows of one element
 * @param mostElements largest number of elements of such a window
 * @param otherwise for all other windows
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
