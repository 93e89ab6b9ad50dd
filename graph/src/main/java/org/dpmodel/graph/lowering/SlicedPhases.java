package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Phases as strided slices, {@code [batch, channels, positions...]}: for any window.
 *
 * @param window the window, without pads
 */
record SlicedPhases(ConvGeometry window) implements WindowPhases {
    @Override
    public List<Value> of(Ops ops, Value x) {
        int axes = window.axes();
        long[] spatial = LongStream.range(2, 2L + axes).toArray();
        Shape positions = window.outputShape(x.shape(), x.dim(1));
        return offsets().stream()
                .map(offset -> {
                    long[] ends = new long[axes];
                    for (int i = 0; i < axes; i++) {
                        ends[i] = offset[i] + (positions.dim(i + 2) - 1) * window.strides()[i] + 1;
                    }
                    return ops.slice(x, offset, ends, spatial, window.strides());
                })
                .toList();
    }

    @Override
    public Value join(Ops ops, List<Value> parts, Shape input) {
        List<long[]> offsets = offsets();
        return IntStream.range(0, parts.size())
                .mapToObj(i -> place(ops, parts.get(i), offsets.get(i), input))
                .reduce(ops::add)
                .orElseThrow();
    }

    /** The offsets of the elements from the start of the window, in row-major order. */
    private List<long[]> offsets() {
        List<long[]> offsets = List.of(new long[0]);
        for (int axis = 0; axis < window.axes(); axis++) {
            List<long[]> longer = new ArrayList<>();
            for (long[] prefix : offsets) {
                for (long k = 0; k < window.kernel()[axis]; k++) {
                    longer.add(LongStream.concat(LongStream.of(prefix), LongStream.of(k * window.dilations()[axis]))
                            .toArray());
                }
            }
            offsets = longer;
        }
        return offsets;
    }

    /** Puts the elements of a phase back in their places, surrounded by zeros. */
    private Value place(Ops ops, Value share, long[] offset, Shape input) {
        int axes = offset.length;
        int rank = 2 + axes;
        Value spread = ZeroStuffing.between(ops, share, window.strides());
        long[] margins = new long[2 * rank];
        long[] ends = new long[axes];
        for (int i = 0; i < axes; i++) {
            margins[i + 2] = offset[i];
            margins[rank + i + 2] = Math.max(0, input.dim(i + 2) - offset[i] - spread.dim(i + 2));
            ends[i] = input.dim(i + 2);
        }
        Value placed = ops.pad(spread, margins);
        // The zeros after the last element may reach beyond the input.
        long[] ones = LongStream.generate(() -> 1).limit(axes).toArray();
        return ops.slice(placed, new long[axes], ends, LongStream.range(2, rank).toArray(), ones);
    }
}
