package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.Recording;

/**
 * Maximum pooling by one strided slice for each element of the window ("phase"), the maximum over the phases, and masks
 * of the first phase that equals it. No indices, no scatter; padded windows are left to another lowering.
 *
 * @param otherwise takes the windows that this one does not
 */
public record PhasedMaxPool(MaxPoolLowering otherwise) implements MaxPoolLowering {
    @Override
    public Recording record(Ops ops, Value x, ConvGeometry geometry) {
        boolean padded = LongStream.concat(LongStream.of(geometry.padsBegin()), LongStream.of(geometry.padsEnd()))
                .anyMatch(p -> p > 0);
        if (padded) {
            return otherwise.record(ops, x, geometry);
        }
        List<long[]> offsets = WindowPhases.offsets(geometry);
        List<Value> phases = WindowPhases.of(ops, x, geometry);
        Value pooled = ops.elementwise("Max", phases.toArray(Value[]::new));
        return Recording.of(
                pooled,
                (gradient, sink) -> sink.activation(0, () -> {
                    List<Value> shares = firstEqualShares(ops, phases, pooled, gradient);
                    return IntStream.range(0, shares.size())
                            .mapToObj(i -> place(ops, shares.get(i), offsets.get(i), geometry, x.shape()))
                            .reduce(ops::add)
                            .orElseThrow();
                }));
    }

    /**
     * Gives each window's gradient to the first phase that equals the maximum.
     *
     * @param ops where the nodes go
     * @param phases candidates of each window, in row-major order of the window
     * @param pooled their maximum
     * @param gradient gradient of the maximum
     * @return the gradient of each phase
     */
    public static List<Value> firstEqualShares(Ops ops, List<Value> phases, Value pooled, Value gradient) {
        List<Value> shares = new ArrayList<>();
        Value rest = gradient;
        for (int i = 0; i < phases.size(); i++) {
            boolean last = i == phases.size() - 1;
            Value isMaximum = last ? null : ops.indicator(ops.elementwise("Equal", phases.get(i), pooled));
            Value share = last ? rest : ops.mul(isMaximum, rest);
            shares.add(share);
            rest = last ? rest : ops.sub(rest, share);
        }
        return shares;
    }

    /** Puts the elements of a phase back to their places among zeros. */
    private static Value place(Ops ops, Value share, long[] offset, ConvGeometry geometry, Shape input) {
        int axes = offset.length;
        int rank = 2 + axes;
        long[] interleaved = new long[2 + 2 * axes];
        long[] gaps = new long[2 * interleaved.length];
        long[] stretched = new long[rank];
        long[] margins = new long[2 * rank];
        long[] ends = new long[axes];
        interleaved[0] = stretched[0] = input.dim(0);
        interleaved[1] = stretched[1] = input.dim(1);
        for (int i = 0; i < axes; i++) {
            long stride = geometry.strides()[i];
            interleaved[2 + 2 * i] = share.dim(i + 2);
            interleaved[3 + 2 * i] = 1;
            gaps[interleaved.length + 3 + 2 * i] = stride - 1;
            stretched[i + 2] = share.dim(i + 2) * stride;
            margins[i + 2] = offset[i];
            margins[rank + i + 2] = Math.max(0, input.dim(i + 2) - offset[i] - stretched[i + 2]);
            ends[i] = input.dim(i + 2);
        }
        Value spread = share;
        if (!geometry.hasUnitStrides()) {
            spread = ops.reshape(ops.pad(ops.reshape(share, interleaved), gaps), stretched);
        }
        Value placed = ops.pad(spread, margins);
        // The gap after the last element may reach beyond the input.
        long[] ones = LongStream.generate(() -> 1).limit(axes).toArray();
        return ops.slice(placed, new long[axes], ends, LongStream.range(2, rank).toArray(), ones);
    }
}
