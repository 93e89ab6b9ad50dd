package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.UnitGradients;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * The weight gradients of all units by one batched matrix product: the input is laid out as patches, one row for each
 * channel and kernel element and one column for each window position, and multiplied by the output's gradient. Uses only
 * Slice, Concat and MatMul, for devices whose convolutions round more coarsely than their matrix products, or are slow
 * with as many groups as examples. The members of a unit are adjacent along the positions.
 */
public final class PatchesConvWeightGradient implements ConvWeightGradientLowering {
    /** The lowering; it has no settings. */
    public PatchesConvWeightGradient() {}

    @Override
    public UnitGradients perUnit(Ops ops, Value x, Value dy, ConvGeometry geometry, Units units) {
        long u = units.count();
        long members = units.unitSize();
        long groups = geometry.groups();
        long channels = x.dim(1) / groups;
        long outputs = dy.dim(1) / groups;
        long positions = dy.shape().size(2, dy.shape().rank());
        long elements = geometry.elements();

        long rows = channels * elements;
        long columns = members * positions;
        Value unfolded = Patches.along(ops, Patches.padded(ops, x, geometry), geometry, 0);
        Value patches = ops.reshape(unfolded, u, members, groups, rows, positions);
        patches = ops.transpose(patches, 0, 2, 3, 1, 4);
        Value gradients = ops.reshape(dy, u, members, groups, outputs, positions);
        gradients = ops.transpose(gradients, 0, 2, 3, 1, 4);

        // The last transposition belongs to the matrix product, and devices fuse it.
        Value product;
        if (groups == 1) {
            product = ops.matMul(
                    ops.reshape(patches, u, rows, columns),
                    ops.transpose(ops.reshape(gradients, u, outputs, columns), 0, 2, 1));
        } else {
            Value grouped = ops.matMul(
                    ops.reshape(patches, u, groups, rows, columns),
                    ops.transpose(ops.reshape(gradients, u, groups, outputs, columns), 0, 1, 3, 2));
            product = ops.transpose(grouped, 0, 2, 1, 3);
        }
        long[] shape = new long[3 + geometry.axes()];
        shape[0] = u;
        shape[1] = channels;
        System.arraycopy(geometry.kernel(), 0, shape, 2, geometry.axes());
        shape[shape.length - 1] = groups * outputs;
        return new UnitGradients(ops.reshape(product, shape), UnitGradients.Layout.UNITS_FIRST);
    }
}
