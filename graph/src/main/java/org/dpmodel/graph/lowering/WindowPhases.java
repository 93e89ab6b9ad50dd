package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/** What each element of a sliding window sees: one strided slice of the input for each of them, its "phase". */
final class WindowPhases {
    private WindowPhases() {}

    /** Where the elements lie behind the start of the window, in row-major order. */
    static List<long[]> offsets(ConvGeometry geometry) {
        List<long[]> offsets = List.of(new long[0]);
        for (int axis = 0; axis < geometry.axes(); axis++) {
            List<long[]> longer = new ArrayList<>();
            for (long[] prefix : offsets) {
                for (long k = 0; k < geometry.kernel()[axis]; k++) {
                    longer.add(LongStream.concat(LongStream.of(prefix), LongStream.of(k * geometry.dilations()[axis]))
                            .toArray());
                }
            }
            offsets = longer;
        }
        return offsets;
    }

    /**
     * The phases of an input that is padded already.
     *
     * @param ops where the nodes go
     * @param padded {@code [batch, channels, spatial...]}, the pads of the geometry included
     * @param geometry the window
     * @return {@code [batch, channels, positions...]} for each offset
     */
    static List<Value> of(Ops ops, Value padded, ConvGeometry geometry) {
        int axes = geometry.axes();
        long[] spatial = LongStream.range(2, 2L + axes).toArray();
        Shape positions = unpadded(geometry).outputShape(padded.shape(), padded.dim(1));
        return offsets(geometry).stream()
                .map(offset -> {
                    long[] ends = new long[axes];
                    for (int i = 0; i < axes; i++) {
                        ends[i] = offset[i] + (positions.dim(i + 2) - 1) * geometry.strides()[i] + 1;
                    }
                    return ops.slice(padded, offset, ends, spatial, geometry.strides());
                })
                .toList();
    }

    private static ConvGeometry unpadded(ConvGeometry geometry) {
        long[] none = new long[geometry.axes()];
        return ConvGeometry.explicit(
                geometry.kernel(), geometry.strides(), geometry.dilations(), none, none, geometry.groups());
    }
}
