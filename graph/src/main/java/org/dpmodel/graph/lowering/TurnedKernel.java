package org.dpmodel.graph.lowering;

import java.util.stream.LongStream;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/** The kernel that carries gradients back through a convolution: flipped, with its channels exchanged. */
final class TurnedKernel {
    private TurnedKernel() {}

    /** From {@code [outputs, channels / groups, kernel...]} to {@code [channels, outputs / groups, kernel...]}. */
    static Value of(Ops ops, Value weight, ConvGeometry geometry) {
        long groups = geometry.groups();
        long outputs = weight.dim(0) / groups;
        long channels = weight.dim(1);
        long elements = geometry.elements();
        // In row-major order, reversing all spatial axes is the same as reversing all elements.
        long[] backwards =
                LongStream.range(0, elements).map(i -> elements - 1 - i).toArray();
        Value exchanged = ops.transpose(ops.reshape(weight, groups, outputs, channels, elements), 0, 2, 1, 3);
        Value turned = elements == 1 ? exchanged : ops.gather(exchanged, 3, backwards);
        long[] shape = LongStream.concat(LongStream.of(groups * channels, outputs), LongStream.of(geometry.kernel()))
                .toArray();
        return ops.reshape(turned, shape);
    }
}
