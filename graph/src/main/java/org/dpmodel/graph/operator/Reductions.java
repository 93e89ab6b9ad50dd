package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/** Reductions written in terms of sums and maxima over axes, and global pooling. */
final class Reductions {
    private Reductions() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("ReduceMax", Reduction.MAX);
        operators.put("ReduceSum", Reduction.SUM);
        put(operators, "ReduceMean", Reductions::mean);
        put(operators, "ReduceMin", (ops, x, axes) -> negative(ops, ops.reduceMax(negative(ops, x), true, axes)));
        put(operators, "ReduceL1", (ops, x, axes) -> ops.reduceSum(ops.elementwise("Abs", x), true, axes));
        put(operators, "ReduceL2", (ops, x, axes) -> root(ops, squares(ops, x, axes)));
        put(operators, "ReduceSumSquare", Reductions::squares);
        put(operators, "ReduceLogSum", (ops, x, axes) -> ops.elementwise("Log", ops.reduceSum(x, true, axes)));
        put(operators, "ReduceLogSumExp", Reductions::logSumExp);
        put(operators, "ReduceProd", Reductions::product);
        operators.put(
                "GlobalAveragePool", (CompositeOperator) (ops, call) -> List.of(mean(ops, call.input(0), image(call))));
        operators.put("GlobalMaxPool", (CompositeOperator)
                (ops, call) -> List.of(ops.reduceMax(call.input(0), true, image(call))));
    }

    private interface Formula {
        /** The reduced value, which still has all axes. */
        Value of(Ops ops, Value x, int... axes);
    }

    private static void put(Map<String, Operator> operators, String name, Formula formula) {
        CompositeOperator composite = (ops, call) -> {
            int[] axes = LayoutSettings.reductionAxes(call);
            call.require(
                    axes.length > 0 || call.input(0).shape().rank() == 0,
                    () -> "has no axes and noop_with_empty_axes, which runtimes interpret differently: leave it out, "
                            + "or give the axes");
            Value kept = formula.of(ops, call.input(0), axes);
            long[] dims = IntStream.range(0, kept.shape().rank())
                    .filter(axis -> IntStream.of(axes).noneMatch(reduced -> reduced == axis))
                    .mapToLong(kept::dim)
                    .toArray();
            return List.of(call.attributes().integer("keepdims", 1) == 1 ? kept : ops.reshape(kept, dims));
        };
        operators.put(name, composite);
    }

    private static int[] image(OperatorCall call) {
        Shape shape = call.input(0).shape();
        call.require(shape.rank() > 2, () -> "its input must be [batch, channels, ...], found " + shape);
        return IntStream.range(2, shape.rank()).toArray();
    }

    private static Value negative(Ops ops, Value x) {
        return ops.elementwise("Neg", x);
    }

    /** The mean over axes, which are kept with size 1. */
    static Value mean(Ops ops, Value x, int... axes) {
        long count = IntStream.of(axes).mapToLong(x::dim).reduce(1, Math::multiplyExact);
        return ops.mul(ops.reduceSum(x, true, axes), ops.scalar(1f / count));
    }

    /** The sum of squares over axes, which are kept with size 1. */
    static Value squares(Ops ops, Value x, int... axes) {
        return ops.reduceSum(ops.mul(x, x), true, axes);
    }

    /** A square root whose derivative at 0 is 0, for norms of vectors that may be zero. */
    static Value root(Ops ops, Value squares) {
        Value none = ops.elementwise("Equal", squares, ops.scalar(0f));
        Value root = ops.elementwise("Sqrt", ops.where(none, ops.scalar(1f), squares));
        return ops.where(none, ops.scalar(0f), root);
    }

    /** Multiplies halves recursively without quotients, so that the derivative by a factor of 0 is correct. */
    private static Value product(Ops ops, Value x, int... axes) {
        Value product = x;
        for (int axis : axes) {
            for (long size = product.dim(axis); size > 1; size = product.dim(axis)) {
                long half = size / 2;
                Value pairs = ops.mul(part(ops, product, axis, 0, half), part(ops, product, axis, half, 2 * half));
                product = size % 2 == 0
                        ? pairs
                        : ops.concat(axis, List.of(pairs, part(ops, product, axis, size - 1, size)));
            }
        }
        return product;
    }

    private static Value part(Ops ops, Value x, int axis, long start, long end) {
        return ops.slice(x, new long[] {start}, new long[] {end}, new long[] {axis}, new long[] {1});
    }

    /**
     * {@code log Σ exp(x − m) + m}, where m is the largest element, rounded down: close enough to keep exponentials from
     * overflowing, and without a derivative.
     */
    private static Value logSumExp(Ops ops, Value x, int... axes) {
        Value near = ops.elementwise("Floor", ops.reduceMax(x, true, axes));
        Value sum = ops.reduceSum(ops.elementwise("Exp", ops.sub(x, near)), true, axes);
        return ops.add(ops.elementwise("Log", sum), near);
    }
}
