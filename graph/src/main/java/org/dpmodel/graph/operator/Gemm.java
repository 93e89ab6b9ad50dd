package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Attributes;
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

/** The dense layer {@code Y = alpha X W + beta b} on matrices, X and W possibly stored transposed. */
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

    private static float factor(OperatorCall call, String name) {
        return call.attributes().real(name, 1);
    }

    @Override
    public Set<Integer> parameterInputs() {
        return Set.of(1, 2);
    }

    /** A bias times zero has no effect, but noise would change it. */
    @Override
    public Set<Integer> settingInputs(Attributes attributes) {
        return attributes.real("beta", 1) == 0 ? Set.of(2) : Set.of();
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        Dependence rows = inputs.get(0);
        if (rows.onExamples() && flag(call, "transA")) {
            if (rows.exampleAxis() == 0) {
                throw IsolationRules.mixes(
                        call,
                        "transA sums over axis 0 of its input, which is the axis of examples",
                        "keep the batch as the first axis");
            }
            rows = rows.onAxis(0);
            IsolationRules.sharedSettings(call, inputs);
        } else {
            IsolationRules.layer(call, inputs);
        }
        if (rows.onExamples() && call.has(2)) {
            IsolationRules.sameForAll(call, 2, 0, 2);
        }
        return rows;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        boolean transA = flag(call, "transA");
        boolean transB = flag(call, "transB");
        float alpha = factor(call, "alpha");
        float beta = factor(call, "beta");
        Value x = transA ? ops.transpose(call.input(0), 1, 0) : call.input(0);
        Value weight = call.input(1);
        boolean biased = call.has(2) && beta != 0;
        Value y = forward(ops, call, x, biased);
        return Recording.of(y, (gradient, sink) -> {
            Value scaled = scaled(ops, gradient, alpha);
            sink.activation(0, () -> {
                Value rows = ops.gemm(scaled, weight, false, !transB);
                return transA ? ops.transpose(rows, 1, 0) : rows;
            });
            sink.parameter(
                    1,
                    () -> new DenseWeightGradient(
                            recorder.examplesFirst(x), recorder.examplesFirst(scaled), transB, recorder.units()));
            if (biased) {
                Shape bias = call.input(2).shape();
                long width = bias.rank() == 0 ? 1 : bias.dim(-1);
                call.require(bias.size() == width, () -> "bias " + bias + " has a value for each row of the batch");
                sink.parameter(
                        2,
                        () -> new BiasGradient(
                                recorder.examplesFirst(scaled(ops, gradient, beta)),
                                bias,
                                Shape.of(1, width),
                                recorder.units()));
            }
        });
    }

    private static Value forward(Ops ops, OperatorCall call, Value x, boolean biased) {
        float alpha = factor(call, "alpha");
        float beta = factor(call, "beta");
        Attributes attributes = Ops.transposed(false, flag(call, "transB"));
        if (biased && alpha == 1 && beta == 1) {
            return ops.builder().call("Gemm", attributes, x, call.input(1), call.input(2));
        }
        Value product = scaled(ops, ops.builder().call("Gemm", attributes, x, call.input(1)), alpha);
        return biased ? ops.add(product, scaled(ops, call.input(2), beta)) : product;
    }

    private static Value scaled(Ops ops, Value value, float factor) {
        return factor == 1 ? value : ops.mul(value, ops.scalar(factor));
    }
}
