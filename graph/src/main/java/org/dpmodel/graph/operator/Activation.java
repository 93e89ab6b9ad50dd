package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.type.OperatorCall;

/** Elementwise functions of one input whose derivative is a function of their output. */
final class Activation implements NetworkOperator {
    /** The gradient of the input, from the output y and the output's gradient. */
    @FunctionalInterface
    interface Derivative {
        Value apply(Ops ops, Value y, Value gradient);
    }

    /** max(x, 0); the derivative at 0 is 0. */
    static final Derivative RELU =
            (ops, y, gradient) -> ops.mul(gradient, ops.indicator(ops.elementwise("Greater", y, ops.scalar(0f))));

    /** tanh(x), with derivative 1 − y². */
    static final Derivative TANH = (ops, y, gradient) -> ops.mul(gradient, ops.sub(ops.scalar(1f), ops.mul(y, y)));

    /** 1 / (1 + e⁻ˣ), with derivative y (1 − y). */
    static final Derivative SIGMOID = (ops, y, gradient) -> ops.mul(gradient, ops.mul(y, ops.sub(ops.scalar(1f), y)));

    private final Derivative derivative;

    Activation(Derivative derivative) {
        this.derivative = derivative;
    }

    @Override
    public List<TensorType> infer(OperatorCall call) {
        return List.of(call.input(0).type());
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return inputs.get(0);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value y = ops.builder().call(call.operator(), Attributes.none(), call.input(0));
        return Recording.of(y, (gradient, sink) -> sink.activation(0, () -> derivative.apply(ops, y, gradient)));
    }
}
