package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.DenseWeightGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * MatMul. In networks its second input is the weight {@code [in, out]} of a dense layer, applied to the last axis of
 * {@code [batch, ..., in]}; other forms are for the compiler itself.
 */
final class MatrixProduct implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Elementwise.operandType(call);
        Shape a = call.input(0).shape();
        Shape b = call.input(1).shape();
        call.require(
                a.rank() >= 2 && b.rank() >= 2 && a.dim(-1) == b.dim(-2),
                () -> "cannot multiply " + a + " by " + b + ": inputs must be [..., n, k] and [..., k, m]");
        Shape outer = leading(a).broadcast(leading(b));
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
        int rank = call.input(0).shape().rank();
        IsolationRules.notAlong(call, inputs.get(0), rank - 1);
        if (!inputs.get(0).onExamples() && inputs.get(1).onExamples()) {
            throw IsolationRules.mixes(
                    call,
                    "its first input (" + call.input(0).name() + ") is a weight or a constant, and the examples ("
                            + call.input(1).name() + ") are the second, where the examples cannot be told apart",
                    "multiply the other way around: examples [batch, ..., in] first, the weight [in, out] second");
        }
        if (!IsolationRules.layer(call, inputs).onExamples()) {
            return Dependence.SHARED;
        }
        // A stack of weights broadcasts against the axes before the last two, and may add some in front.
        int weightRank = call.input(1).shape().rank();
        int outputRank = Math.max(rank, weightRank);
        int axis = outputRank - rank;
        if (axis < outputRank - 2) {
            IsolationRules.sameForAll(call, 1, axis, outputRank);
        }
        return Dependence.perExample(axis);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value weight = call.input(1);
        call.require(
                weight.shape().rank() == 2,
                () -> "its second input must be a weight [in, out], found " + weight.shape());
        long in = weight.dim(0);
        long out = weight.dim(1);
        Value y = ops.matMul(x, weight);
        return Recording.of(y, (gradient, sink) -> {
            sink.activation(0, () -> ops.matMul(gradient, ops.transpose(weight, 1, 0)));
            sink.parameter(1, () -> {
                Value rows = ops.reshape(x, x.shape().size() / in, in);
                Value rowGradients = ops.reshape(gradient, rows.dim(0), out);
                return new DenseWeightGradient(rows, rowGradients, false, recorder.units());
            });
        });
    }
}
