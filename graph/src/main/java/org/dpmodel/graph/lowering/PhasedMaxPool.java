package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Maximum pooling by separating the elements of the window ("phases"), the maximum over the phases, and masks of the
 * first phase that equals it. No indices, no scatter. Pads are filled with the lowest finite float; only minus infinity
 * is below it.
 */
public final class PhasedMaxPool implements MaxPoolLowering {
    /** The lowering; it has no settings. */
    public PhasedMaxPool() {}

    @Override
    public Recording record(Ops ops, Value x, ConvGeometry geometry) {
        Pooled pooled = pool(ops, x, geometry);
        return Recording.of(
                pooled.value(),
                (gradient, sink) -> sink.activation(0, () -> pooled.wayBack().apply(gradient)));
    }

    /** A pooled value, and the backward pass to the input. */
    record Pooled(Value value, UnaryOperator<Value> wayBack) {}

    static Pooled pool(Ops ops, Value x, ConvGeometry geometry) {
        return pool(ops, x, geometry, SlicedPhases::new);
    }

    /** Pooling in which windows that do not tile are separated in the given way. */
    static Pooled pool(Ops ops, Value x, ConvGeometry geometry, Function<ConvGeometry, WindowPhases> apart) {
        Value filled = geometry.hasPads() ? ops.padWith(x, -Float.MAX_VALUE, geometry.padsOfAllAxes()) : x;
        ConvGeometry window = geometry.withoutPads();
        WindowPhases phases = window.tiles() ? new TiledPhases(window) : apart.apply(window);
        List<Value> candidates = phases.of(ops, filled);
        Value maximum = ops.elementwise("Max", candidates.toArray(Value[]::new));
        Value pooled = ops.reshape(maximum, geometry.outputShape(x.shape(), x.dim(1)));
        return new Pooled(pooled, gradient -> {
            Value rest = ops.reshape(gradient, maximum.shape());
            List<Value> shares = firstEqualShares(ops, candidates, maximum, rest);
            return withoutPads(ops, phases.join(ops, shares, filled.shape()), geometry, x.shape());
        });
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

    private static Value withoutPads(Ops ops, Value filled, ConvGeometry geometry, Shape input) {
        int axes = geometry.axes();
        long[] begin = geometry.padsBegin();
        long[] ends = new long[axes];
        Arrays.setAll(ends, i -> begin[i] + input.dim(i + 2));
        long[] ones = LongStream.generate(() -> 1).limit(axes).toArray();
        return ops.slice(filled, begin, ends, LongStream.range(2, 2L + axes).toArray(), ones);
    }
}
