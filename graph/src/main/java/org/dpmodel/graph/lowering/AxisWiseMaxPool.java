package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Maximum pooling along one axis after another, starting with the last one: a window of 3 by 3 has twice three phases
 * instead of nine, and those along outer axes are copied in long pieces. The first maximum within a row gets the
 * gradient, and the first of the rows, which together is the first of the window.
 */
public final class AxisWiseMaxPool implements MaxPoolLowering {
    /** The lowering; it has no settings. */
    public AxisWiseMaxPool() {}

    @Override
    public Recording record(Ops ops, Value x, ConvGeometry geometry) {
        List<UnaryOperator<Value>> wayBack = new ArrayList<>();
        Value pooled = x;
        for (int axis = geometry.axes() - 1; axis >= 0; axis--) {
            if (geometry.kernel()[axis] > 1 || geometry.strides()[axis] > 1) {
                PhasedMaxPool.Pooled along = PhasedMaxPool.pool(ops, pooled, alone(geometry, axis), phasesAlong(axis));
                pooled = along.value();
                wayBack.add(0, along.wayBack());
            }
        }
        return Recording.of(
                pooled,
                (gradient, sink) -> sink.activation(0, () -> {
                    Value back = gradient;
                    for (UnaryOperator<Value> step : wayBack) {
                        back = step.apply(back);
                    }
                    return back;
                }));
    }

    private static Function<ConvGeometry, WindowPhases> phasesAlong(int axis) {
        return window -> window.strides()[axis] == 1 ? new NeighbourPhases(window, axis) : new SlicedPhases(window);
    }

    /** The window along one axis, of size 1 along all others. */
    private static ConvGeometry alone(ConvGeometry geometry, int axis) {
        return ConvGeometry.explicit(
                only(geometry.kernel(), axis, 1),
                only(geometry.strides(), axis, 1),
                only(geometry.dilations(), axis, 1),
                only(geometry.padsBegin(), axis, 0),
                only(geometry.padsEnd(), axis, 0),
                1);
    }

    private static long[] only(long[] values, int axis, long others) {
        long[] only = new long[values.length];
        Arrays.fill(only, others);
        only[axis] = values[axis];
        return only;
    }
}
