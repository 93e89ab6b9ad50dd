package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/** The input of a convolution, rearranged into the elements that each kernel element sees. */
final class Patches {
    private Patches() {}

    /** An input with the pads of a geometry. */
    static Value padded(Ops ops, Value x, ConvGeometry geometry) {
        return geometry.hasPads() ? ops.pad(x, geometry.padsOfAllAxes()) : x;
    }

    /**
     * Splits each spatial axis into one for the kernel and one for the positions. This is done one axis after another:
     * slices for each element of the kernel along the axis are concatenated in front of the spatial axes, so that the
     * number of slices is the sum of the kernel's sizes, not their product.
     *
     * @param ops where the nodes go
     * @param padded {@code [batch, channels, spatial...]}
     * @param geometry the window
     * @param from the first spatial axis to split; those before it are left unchanged
     * @return {@code [batch, channels, kernel..., spatial before from..., positions...]}
     */
    static Value along(Ops ops, Value padded, ConvGeometry geometry, int from) {
        Value patches = padded;
        for (int i = from; i < geometry.axes(); i++) {
            int front = 2 + i - from;
            int axis = front + i;
            long stride = geometry.strides()[i];
            long positions = geometry.withoutPads().outputSize(i, patches.dim(axis));
            List<Value> shifted = new ArrayList<>();
            for (long k = 0; k < geometry.kernel()[i]; k++) {
                long start = k * geometry.dilations()[i];
                shifted.add(ops.slice(
                        patches,
                        new long[] {start},
                        new long[] {start + (positions - 1) * stride + 1},
                        new long[] {axis},
                        new long[] {stride}));
            }
            long[] apart = new long[patches.shape().rank() + 1];
            Value slice = shifted.get(0);
            for (int a = 0; a < apart.length; a++) {
                apart[a] = a < front ? slice.dim(a) : a == front ? geometry.kernel()[i] : slice.dim(a - 1);
            }
            patches = ops.reshape(ops.concat(front, shifted), apart);
        }
        return patches;
    }
}
