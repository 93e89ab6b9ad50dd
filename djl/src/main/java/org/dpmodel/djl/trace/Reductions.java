package org.dpmodel.djl.trace;

import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Sums, means and extremes over axes; over all axes, including the batch's, if none are given. */
final class Reductions {
    private Reductions() {}

    static void addTo(Map<String, Call.Operation> all) {
        all.put("sum", Reductions::sum);
        all.put("mean", call -> withAttribute(call, "ReduceMean"));
        all.put("max", call -> withAttribute(call, "ReduceMax"));
        all.put("min", call -> withAttribute(call, "ReduceMin"));
        all.put("prod", call -> withAttribute(call, "ReduceProd"));
    }

    private static Object sum(Call call) {
        Value axes = call.ops().ints(axes(call));
        return call.node("ReduceSum", Attributes.none().with("keepdims", keeps(call) ? 1 : 0), call.value(), axes);
    }

    private static Object withAttribute(Call call, String operator) {
        Attributes attributes = Attributes.none().with("axes", axes(call)).with("keepdims", keeps(call) ? 1 : 0);
        return call.node(operator, attributes, call.value());
    }

    private static long[] axes(Call call) {
        int rank = call.self().type().shape().rank();
        return call.arguments().length == 0
                ? LongStream.range(0, rank).toArray()
                : IntStream.of(call.integers(0))
                        .mapToLong(axis -> call.self().type().shape().axis(axis))
                        .toArray();
    }

    private static boolean keeps(Call call) {
        return call.arguments().length == 2 && call.flag(1);
    }
}
