package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.BiasGradient;
import org.dpmodel.graph.gradient.DenseWeightGradient;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Products {@code [..., n, k] x [..., k, m] -> [..., n, m]}: examples by a weight, a weight by examples, and, if the
 * examples are on the same leading axis of both, examples by examples (attention).
 */
final class MatrixProduct implements NetworkOperator {
    private static final String KEEP_IN_FRONT =
            "multiply within each example: the batch in front of the matrices of both inputs, or a weight on one side";

    @Override
    public List<TensorType> infer(OperatorCall call) {
        Elementwise.operandType(call);
        Shape a = call.input(0).shape();
        Shape b = call.input(1).shape();
        call.require(
                a.rank() >= 2 && b.rank() >= 2 && a.dim(-1) == b.dim(-2),
                () -> "cannot multiply " + a + " by " + b + ": inputs must be [..., n, k] and [..., k, m]");
        Shape outer = call.broadcast(leading(a), leading(b));
        long[] dims = Arrays.copyOf(outer.dims(), outer.rank() + 2);
        dims[outer.rank()] = a.dim(-2);
        dims[outer.rank() + 1] = b.dim(-1);
        return List.of(call.input(0).type().withShape(Shape.of(dims)));
    }

    private static Shape leading(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
    }

    @Override
    public Set<Integer> parameterInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        int rank = infer(call).get(0).shape().rank();
        Dependence result = Dependence.SHARED;
        for (int i = 0; i < 2; i++) {
            Dependence input = inputs.get(i);
            if (input.onExamples()) {
                int inner = call.input(i).shape().rank() - (i == 0 ? 1 : 2);
                IsolationRules.notAlong(call, input, inner);
                int axis = input.exampleAxis() + rank - call.input(i).shape().rank();
                if (result.onExamples() && (axis >= rank - 2 || !result.equals(input.onAxis(axis)))) {
                    throw IsolationRules.mixes(
                            call,
                            "both inputs are computed from examples, and each row is multiplied with all of them",
                            KEEP_IN_FRONT);
                }
                result = input.onAxis(axis);
            }
        }
        if (result.onExamples() && result.exampleAxis() < rank - 2) {
            for (int i = 0; i < 2; i++) {
                if (!inputs.get(i).onExamples()) {
                    IsolationRules.sameForAll(call, i, result.exampleAxis(), rank);
                } else if (call.input(i).dim(inputs.get(i).exampleAxis()) == 1
                        && infer(call).get(0).shape().dim(result.exampleAxis()) > 1) {
                    throw IsolationRules.mixes(call, "one example is multiplied with all others", KEEP_IN_FRONT);
                }
            }
        }
        return result;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value a = call.input(0);
        Value b = call.input(1);
        Value y = ops.matMul(a, b);
        return Recording.of(y, (gradient, sink) -> {
            sink.activation(0, () -> summed(ops, ops.matMul(gradient, turned(ops, b)), a.shape()));
            sink.activation(1, () -> summed(ops, ops.matMul(turned(ops, a), gradient), b.shape()));
            sink.parameter(0, () -> first(recorder, a, b, gradient));
            sink.parameter(1, () -> second(recorder, a, b, gradient));
        });
    }

    private static Value summed(Ops ops, Value gradient, Shape shape) {
        return Broadcasting.sumToShape(ops, gradient, shape);
    }

    /** The last two axes exchanged. */
    private static Value turned(Ops ops, Value x) {
        int rank = x.shape().rank();
        int[] order = IntStream.range(0, rank).toArray();
        order[rank - 2] = rank - 1;
        order[rank - 1] = rank - 2;
        return ops.transpose(x, order);
    }

    /** Y = X W: rows of X are multiplied by the weight. */
    private static ParameterGradient second(Recorder recorder, Value x, Value weight, Value gradient) {
        Ops ops = recorder.ops();
        if (weight.shape().rank() == 2) {
            Value rows = rows(ops, recorder.examplesFirst(x));
            Value rowGradients = rows(ops, recorder.examplesFirst(gradient));
            return new DenseWeightGradient(rows, rowGradients, false, recorder.units());
        }
        return isInside(recorder, gradient)
                ? inside(recorder, x, gradient, weight, gradient.shape().rank())
                : recorder.stretched(ops.matMul(turned(ops, x), gradient), weight.shape());
    }

    /** Y = W X is Yᵀ = Xᵀ Wᵀ. */
    private static ParameterGradient first(Recorder recorder, Value weight, Value x, Value gradient) {
        Ops ops = recorder.ops();
        int rank = gradient.shape().rank();
        if (weight.shape().rank() == 2 && recorder.exampleAxis() < rank - 2) {
            Value columns = rows(ops, turned(ops, recorder.examplesFirst(x)));
            Value columnGradients = rows(ops, turned(ops, recorder.examplesFirst(gradient)));
            return new DenseWeightGradient(columns, columnGradients, true, recorder.units());
        }
        if (rank == 2 && recorder.exampleAxis() == 1) {
            return new DenseWeightGradient(
                    recorder.examplesFirst(x), recorder.examplesFirst(gradient), true, recorder.units());
        }
        return isInside(recorder, gradient)
                ? inside(recorder, gradient, x, weight, rank)
                : recorder.stretched(ops.matMul(gradient, turned(ops, x)), weight.shape());
    }

    private static Value rows(Ops ops, Value x) {
        return ops.reshape(x, x.shape().size() / x.dim(-1), x.dim(-1));
    }

    /** Whether the examples are rows or columns of the matrices, and not in front of them. */
    private static boolean isInside(Recorder recorder, Value gradient) {
        return recorder.exampleAxis() >= gradient.shape().rank() - 2;
    }

    /**
     * A weight, or a stack of weights, that is multiplied with matrices whose rows or columns are the examples: for each unit,
     * the sum over its rows of {@code left rightᵀ}.
     *
     * @param left gives the rows of the weight's gradient
     * @param right gives its columns
     * @param rank number of axes of the product
     */
    private static ParameterGradient inside(Recorder recorder, Value left, Value right, Value weight, int rank) {
        Ops ops = recorder.ops();
        Value product = ops.matMul(turned(ops, unitRows(recorder, left, rank)), unitRows(recorder, right, rank));
        long[] aligned = new long[product.shape().rank()];
        Arrays.fill(aligned, 1);
        long[] own = weight.shape().dims();
        System.arraycopy(own, 0, aligned, aligned.length - own.length, own.length);
        Units each = new Units(recorder.units().count(), 1);
        return new BiasGradient(product, weight.shape(), Shape.of(aligned), each);
    }

    /**
     * Matrices whose rows or columns are the examples, turned and grouped.
     *
     * @param rank number of axes of the product
     * @return {@code [units, ..., rows of a unit, numbers of a row]}
     */
    private static Value unitRows(Recorder recorder, Value matrices, int rank) {
        Ops ops = recorder.ops();
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        int missing = rank - matrices.shape().rank();
        System.arraycopy(matrices.shape().dims(), 0, dims, missing, rank - missing);
        Value rows = recorder.examplesFirst(ops.reshape(matrices, dims));
        long[] apart = new long[rank + 1];
        apart[0] = recorder.units().count();
        apart[1] = recorder.units().unitSize();
        System.arraycopy(rows.shape().dims(), 1, apart, 2, rank - 1);
        IntStream leading = IntStream.range(2, rank);
        int[] order = IntStream.concat(IntStream.concat(IntStream.of(0), leading), IntStream.of(1, rank))
                .toArray();
        return ops.transpose(ops.reshape(rows, apart), order);
    }
}
