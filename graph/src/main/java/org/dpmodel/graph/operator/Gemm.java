package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.BiasGradient;
import org.dpmodel.graph.gradient.DenseWeightGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** The dense layer {@code Y = X W + b} on matrices, W possibly stored transposed. */
final class Gemm implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Elementwise.operandType(call);
        Shape a = call.input(0).shape();
        Shape b = call.input(1).shape();
        call.require(a.rank() == 2 && b.rank() == 2, () -> "its inputs must be matrices, found " + a + " and " + b);
        boolean transA = flag(call, "transA");
        boolean transB = flag(call, "transB");
        call.require(
                a.dim(transA ? 0 : 1) == b.dim(transB ? 1 : 0),
                () -> "the inner sizes of " + a + " and " + b + " differ");
        Shape product = Shape.of(a.dim(transA ? 1 : 0), b.dim(transB ? 0 : 1));
        if (call.has(2)) {
            Shape bias = call.input(2).shape();
            call.require(
                    product.broadcast(bias).equals(product), () -> "bias " + bias + " does not fit output " + product);
        }
        return List.of(call.input(0).type().withShape(product));
    }

    private static boolean flag(OperatorCall call, String name) {
        return call.attributes().integer(name, 0) != 0;
    }

    @Override
    public Set<Integer> parameterInputs() {
        return Set.of(1, 2);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        if (inputs.get(0).onExamples() && flag(call, "transA")) {
            throw IsolationRules.mixes(
                    call,
                    "transA sums over axis 0 of its input, which is the axis of examples",
                    "keep the batch as the first axis");
        }
        Dependence output = IsolationRules.layer(call, inputs);
        if (output.onExamples() && call.has(2)) {
            IsolationRules.sameForAll(call, 2, 0, 2);
        }
        return output;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        call.require(
                call.attributes().real("alpha", 1) == 1 && call.attributes().real("beta", 1) == 1,
                () -> "alpha and beta must be 1: scale the weight and the bias instead");
        call.require(!flag(call, "transA"), () -> "transA must be 0");
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value weight = call.input(1);
        boolean transB = flag(call, "transB");
        Value y = ops.builder()
                .call("Gemm", Ops.transposed(false, transB), call.inputs().toArray(Value[]::new));
        return Recording.of(y, (gradient, sink) -> {
            sink.activation(0, () -> ops.gemm(gradient, weight, false, !transB));
            sink.parameter(1, () -> new DenseWeightGradient(x, gradient, transB, recorder.units()));
            if (call.has(2)) {
                Shape bias = call.input(2).shape();
                long width = bias.rank() == 0 ? 1 : bias.dim(-1);
                call.require(bias.size() == width, () -> "bias " + bias + " has a value for each row of the batch");
                sink.parameter(2, () -> new BiasGradient(gradient, bias, Shape.of(1, width), recorder.units()));
            }
        });
    }
}
