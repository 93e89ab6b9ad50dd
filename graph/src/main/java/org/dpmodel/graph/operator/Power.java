package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * xᵉ, elementwise and with broadcasting. Common exponents are written as products and roots, which are the same on all
 * engines:
 *
 * <pre>
 * dx = e xᵉ⁻¹        de = xᵉ log x, 0 where x = 0
 * </pre>
 */
final class Power implements NetworkOperator {
    private static final float HALF = 0.5f;

    @Override
    public List<TensorType> infer(OperatorCall call) {
        TensorType base = call.input(0).type();
        call.require(
                base.dataType() == DataType.FLOAT || base.dataType() == DataType.DOUBLE || isFolded(call),
                () -> "its base must be real numbers, found " + base);
        return List.of(base.withShape(call.broadcast(base.shape(), call.input(1).shape())));
    }

    /** Powers of integers occur only in the arithmetic of shapes. */
    private static boolean isFolded(OperatorCall call) {
        return call.inputs().stream().allMatch(input -> input.constant().isPresent());
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.elementwise(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value exponent = ops.cast(call.input(1), x.type().dataType());
        Optional<Float> number = number(call);
        Value y = number.flatMap(e -> common(ops, x, e)).orElseGet(() -> ops.pow(x, exponent));
        return Recording.of(y, (gradient, sink) -> {
            Value[] operands = {x, exponent};
            for (int i = 0; i < operands.length; i++) {
                Value operand = operands[i];
                boolean base = i == 0;
                sink.activation(
                        i,
                        () -> Broadcasting.sumToShape(
                                ops, derivative(ops, base, number, x, exponent, y, gradient), operand.shape()));
                sink.parameter(
                        i,
                        () -> recorder.stretched(
                                derivative(ops, base, number, x, exponent, y, gradient), operand.shape()));
            }
        });
    }

    /** The exponent, if it is a single constant that does not broadcast the base. */
    private static Optional<Float> number(OperatorCall call) {
        Value exponent = call.input(1);
        boolean single = exponent.shape().size() == 1
                && exponent.shape().rank() <= call.input(0).shape().rank();
        return exponent.constant()
                .filter(constant -> single)
                .map(constant -> exponent.type().dataType() == DataType.FLOAT
                        ? constant.toFloats()[0]
                        : (float) constant.toLongs()[0]);
    }

    /** The power in terms of simpler operations, if possible. */
    private static Optional<Value> common(Ops ops, Value x, float exponent) {
        if (exponent == 1) {
            return Optional.of(x);
        }
        if (exponent == 2) {
            return Optional.of(ops.mul(x, x));
        }
        if (exponent == 3) {
            return Optional.of(ops.mul(ops.mul(x, x), x));
        }
        if (exponent == HALF) {
            return Optional.of(ops.elementwise("Sqrt", x));
        }
        if (exponent == -1) {
            return Optional.of(inverse(ops, x));
        }
        if (exponent == -HALF) {
            return Optional.of(inverse(ops, ops.elementwise("Sqrt", x)));
        }
        return Optional.empty();
    }

    private static Value inverse(Ops ops, Value x) {
        return ops.reshape(ops.div(ops.scalar(1f), x), x.shape());
    }

    private static Value derivative(
            Ops ops, boolean base, Optional<Float> number, Value x, Value exponent, Value y, Value gradient) {
        Value zero = ops.scalar(0f);
        if (!base) {
            // 0ᵉ is 0 for every positive e.
            Value atZero =
                    ops.and(ops.elementwise("Equal", x, zero), ops.elementwise("GreaterOrEqual", exponent, zero));
            Value logarithm = ops.elementwise("Log", ops.where(atZero, ops.scalar(1f), x));
            return ops.mul(gradient, ops.mul(y, logarithm));
        }
        if (number.isPresent()) {
            float e = number.get();
            Value lower = e == 0 ? zero : common(ops, x, e - 1).orElseGet(() -> ops.pow(x, ops.scalar(e - 1)));
            return ops.mul(gradient, ops.mul(lower, ops.scalar(e)));
        }
        Value constant = ops.elementwise("Equal", exponent, zero);
        Value lower = ops.pow(x, ops.sub(exponent, ops.scalar(1f)));
        Value slope = ops.where(constant, zero, ops.mul(exponent, lower));
        return ops.mul(gradient, slope);
    }
}
