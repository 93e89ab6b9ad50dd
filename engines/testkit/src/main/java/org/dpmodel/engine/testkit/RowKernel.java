package org.dpmodel.engine.testkit;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * A small computation on each row of a matrix, which isolates a kernel of an engine.
 *
 * @param name what it is
 * @param scale standard deviation of the elements
 * @param multiple elements of a row for each unit of width
 * @param computation rows to rows
 */
public record RowKernel(String name, double scale, int multiple, Computation computation) {
    /** Computes something of each row. */
    @FunctionalInterface
    public interface Computation {
        /**
         * Writes the computation down.
         *
         * @param ops where the nodes go
         * @param x {@code [rows, elements]}
         * @return {@code [rows, ...]}
         */
        Value of(Ops ops, Value x);
    }

    static List<RowKernel> all() {
        return List.of(
                new RowKernel("erf", 2, 1, (ops, x) -> ops.erf(x)),
                new RowKernel("sin", 10, 1, (ops, x) -> ops.elementwise("Sin", x)),
                new RowKernel("cos", 10, 1, (ops, x) -> ops.elementwise("Cos", x)),
                new RowKernel("exp", 2, 1, (ops, x) -> ops.elementwise("Exp", x)),
                new RowKernel("log", 2, 1, (ops, x) -> ops.elementwise("Log", ops.elementwise("Abs", x))),
                new RowKernel("sqrt", 2, 1, (ops, x) -> ops.elementwise("Sqrt", ops.elementwise("Abs", x))),
                new RowKernel("tanh", 2, 1, (ops, x) -> ops.elementwise("Tanh", x)),
                new RowKernel("sigmoid", 6, 1, (ops, x) -> ops.elementwise("Sigmoid", x)),
                new RowKernel("floor", 10, 1, (ops, x) -> ops.elementwise("Floor", x)),
                new RowKernel("sign", 2, 1, (ops, x) -> ops.elementwise("Sign", x)),
                new RowKernel("square", 2, 1, (ops, x) -> ops.pow(x, ops.scalar(2))),
                new RowKernel("cube", 2, 1, (ops, x) -> ops.pow(x, ops.scalar(3))),
                new RowKernel("root", 2, 1, (ops, x) -> ops.pow(ops.elementwise("Abs", x), ops.scalar(0.5f))),
                new RowKernel("power", 2, 1, (ops, x) -> ops.pow(ops.elementwise("Abs", x), ops.scalar(1.7f))),
                new RowKernel("power of number", 2, 1, (ops, x) -> ops.pow(ops.scalar(10), x)),
                new RowKernel(
                        "power by column",
                        2,
                        1,
                        (ops, x) -> ops.pow(ops.elementwise("Abs", x), constant(ops, x.dim(1)))),
                new RowKernel("power by itself", 2, 1, (ops, x) -> ops.pow(ops.elementwise("Abs", x), x)),
                new RowKernel("quotient", 2, 1, (ops, x) -> ops.div(x, ops.add(ops.mul(x, x), ops.scalar(0.3f)))),
                new RowKernel(
                        "quotient by row",
                        2,
                        1,
                        (ops, x) -> ops.div(x, ops.reduceMax(ops.elementwise("Abs", x), true, 1))),
                new RowKernel(
                        "where",
                        2,
                        1,
                        (ops, x) -> ops.where(
                                ops.elementwise("Greater", x, ops.scalar(0)), ops.elementwise("Exp", x), ops.erf(x))),
                new RowKernel(
                        "cast",
                        2,
                        1,
                        (ops, x) -> ops.cast(ops.cast(ops.mul(x, ops.scalar(1000)), DataType.INT64), DataType.FLOAT)),
                new RowKernel(
                        "gather from table", 2, 1, (ops, x) -> ops.gather(constant(ops, 5, 3), 0, indices(ops, x, 5))),
                new RowKernel(
                        "gather columns",
                        2,
                        1,
                        (ops, x) -> ops.gather(ops.erf(x), 1, indices(ops, constant(ops, x.dim(1)), x.dim(1)))),
                new RowKernel(
                        "erf of a slice",
                        2,
                        1,
                        (ops, x) -> ops.erf(ops.slice(
                                doubled(ops, x), new long[] {1}, new long[] {x.dim(1) + 1}, new long[] {1}, new long[] {
                                    1
                                }))),
                new RowKernel(
                        "erf of transposed", 2, 1, (ops, x) -> ops.transpose(ops.erf(ops.transpose(x, 1, 0)), 1, 0)),
                new RowKernel("sum", 2, 1, (ops, x) -> ops.reduceSum(x, false, 1)),
                new RowKernel("maximum", 2, 1, (ops, x) -> ops.reduceMax(x, false, 1)),
                new RowKernel("maximum of middle", 3, 4, (ops, x) -> ops.reduceMax(matrices(ops, x, 4), false, 1)),
                new RowKernel("maximum of both", 3, 4, (ops, x) -> ops.reduceMax(matrices(ops, x, 4), true, 1, 2)),
                new RowKernel("softmax", 3, 1, (ops, x) -> softmax(ops, x, "Softmax", 1)),
                new RowKernel("log softmax", 3, 1, (ops, x) -> softmax(ops, x, "LogSoftmax", 1)),
                new RowKernel("softmax of last", 3, 4, (ops, x) -> softmax(ops, matrices(ops, x, 4), "Softmax", 2)),
                new RowKernel("softmax of middle", 3, 4, (ops, x) -> softmax(ops, matrices(ops, x, 4), "Softmax", 1)),
                new RowKernel(
                        "log softmax of middle", 3, 4, (ops, x) -> softmax(ops, matrices(ops, x, 4), "LogSoftmax", 1)),
                new RowKernel("product within", 1, 4, (ops, x) -> within(ops, matrices(ops, x, 4))),
                new RowKernel(
                        "product within heads",
                        1,
                        12,
                        (ops, x) -> within(ops, ops.reshape(x, x.dim(0), 3, 4, x.dim(1) / 12))),
                new RowKernel(
                        "product of heads with stack",
                        1,
                        4,
                        (ops, x) -> ops.matMul(
                                ops.reshape(x, x.dim(0), 1, 4, x.dim(1) / 4), constant(ops, 3, x.dim(1) / 4, 5))));
    }

    /** Elements of a row, for a width. */
    int inputs(int width) {
        return width * multiple;
    }

    Value of(Ops ops, Value x) {
        return computation.of(ops, x);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Value constant(Ops ops, long... dims) {
        Shape shape = Shape.of(dims);
        Random random = new Random(shape.hashCode());
        float[] elements = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) random.nextGaussian();
        }
        return ops.builder().constant(Constant.floats(shape, elements));
    }

    /** Indices in [0, size) that depend on x. */
    private static Value indices(Ops ops, Value x, long size) {
        Value large = ops.elementwise("Abs", ops.mul(x, ops.scalar(100)));
        Value whole = ops.elementwise("Floor", ops.mul(large, ops.scalar(1f / size)));
        Value rest = ops.sub(large, ops.mul(whole, ops.scalar((float) size)));
        Value least = ops.elementwise("Max", rest, ops.scalar(0));
        return ops.cast(ops.elementwise("Min", least, ops.scalar(size - 0.5f)), DataType.INT64);
    }

    private static Value doubled(Ops ops, Value x) {
        return ops.concat(1, List.of(x, x));
    }

    private static Value matrices(Ops ops, Value x, long height) {
        return ops.reshape(x, x.dim(0), height, x.dim(1) / height);
    }

    private static Value softmax(Ops ops, Value x, String operator, int axis) {
        return ops.builder().call(operator, Attributes.none().with("axis", axis), x);
    }

    /** Products of the rows of each matrix with each other, as in attention. */
    private static Value within(Ops ops, Value x) {
        int rank = x.shape().rank();
        int[] order = IntStream.range(0, rank).toArray();
        order[rank - 1] = rank - 2;
        order[rank - 2] = rank - 1;
        return ops.matMul(x, ops.transpose(x, order));
    }
}
