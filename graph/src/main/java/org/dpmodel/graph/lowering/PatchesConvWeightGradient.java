package org.dpmodel.graph.lowering;

import java.util.Arrays;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.UnitKernels;
import org.dpmodel.graph.gradient.Units;

/**
 * The weight gradients of all units by one batched matrix product: the input is laid out as patches, one row for each
 * channel and kernel element and one column for each window position, and multiplied by the output's gradient. Made of
 * Slice, Concat and MatMul only, for devices whose convolutions round to fewer digits than their matrix products, or are
 * slow with as many groups as examples. The members of a unit lie side by side along the positions.
 */
public final class PatchesConvWeightGradient implements ConvWeightGradientLowering {
    /** The lowering; it has no settings. */
    public PatchesConvWeightGradient() {}

    @Override
    public UnitKernels perUnit(Ops ops, Value x, Value dy, ConvGeometry geometry, Units units) {
        long u = units.count();
        long members = units.unitSize();
        long groups = geometry.groups();
        long channels = x.dim(1) / groups;
        long outputs = dy.dim(1) / groups;
        long positions = dy.shape().size(2, dy.shape().rank());
        long elements = Arrays.stream(geometry.kernel()).reduce(1, Math::multiplyExact);

        Value patches = Patches.along(ops, Patches.padded(ops, x, geometry), geometry, 0);
        patches = ops.reshape(patches, u, members, groups, channels * elements, positions);
        patches = ops.transpose(patches, 0, 2, 3, 1, 4);
        patches = ops.reshape(patches, u, groups, channels * elements, members * positions);

        Value gradients = ops.reshape(dy, u, members, groups, outputs, positions);
        gradients = ops.transpose(gradients, 0, 2, 1, 4, 3);
        gradients = ops.reshape(gradients, u, groups, members * positions, outputs);

        Value product = ops.matMul(patches, gradients);
        Value split = ops.reshape(product, u, groups, channels, elements, outputs);
        Value values = ops.reshape(ops.transpose(split, 2, 0, 1, 4, 3), channels, u, groups * outputs * elements);
        return UnitKernels.channelsFirst(values, geometry.weight(x.dim(1), dy.dim(1)));
    }
}
