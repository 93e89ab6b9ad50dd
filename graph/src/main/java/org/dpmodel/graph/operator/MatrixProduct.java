package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.DenseWeightGradient;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.Recording;
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
        return stack(recorder, ops.matMul(turned(ops, x), gradient), gradient, weight);
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
        return stack(recorder, ops.matMul(gradient, turned(ops, x)), gradient, weight);
    }

    private static Value rows(Ops ops, Value x) {
        return ops.reshape(x, x.shape().size() / x.dim(-1), x.dim(-1));
    }

    /** A stack of weights: the gradient of each matrix, summed over the matrices that it is broadcast to. */
    private static ParameterGradient stack(Recorder recorder, Value perMatrix, Value gradient, Value weight) {
        if (recorder.exampleAxis() >= gradient.shape().rank() - 2) {
            throw new GraphException("parameter " + weight.name() + " of shape " + weight.shape()
                    + " is multiplied with matrices that have examples inside them: put the batch axis in front of "
                    + "the matrices");
        }
        return recorder.stretched(perMatrix, weight.shape());
    }
}
