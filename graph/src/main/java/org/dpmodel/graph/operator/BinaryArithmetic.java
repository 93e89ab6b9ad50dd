package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** Arithmetic of two values with broadcasting: skip connections, gates, biases and scales. */
enum BinaryArithmetic implements NetworkOperator {
    /** a + b. */
    ADD("Add") {
        @Override
        Value derivative(Ops ops, int operand, Value a, Value b, Value y, Value gradient) {
            return gradient;
        }
    },
    /** a − b. */
    SUB("Sub") {
        @Override
        Value derivative(Ops ops, int operand, Value a, Value b, Value y, Value gradient) {
            return operand == 0 ? gradient : ops.elementwise("Neg", gradient);
        }
    },
    /** a b. */
    MUL("Mul") {
        @Override
        Value derivative(Ops ops, int operand, Value a, Value b, Value y, Value gradient) {
            return ops.mul(gradient, operand == 0 ? b : a);
        }
    },
    /** a / b, with derivatives 1 / b and −(a / b) / b. */
    DIV("Div") {
        @Override
        Value derivative(Ops ops, int operand, Value a, Value b, Value y, Value gradient) {
            Value share = ops.div(gradient, b);
            return operand == 0 ? share : ops.elementwise("Neg", ops.mul(share, y));
        }
    };

    private final String operator;

    BinaryArithmetic(String operator) {
        this.operator = operator;
    }

    /** The gradient of an operand as if it had the shape of the result. */
    abstract Value derivative(Ops ops, int operand, Value a, Value b, Value y, Value gradient);

    @Override
    public List<TensorType> infer(OperatorCall call) {
        return Elementwise.ARITHMETIC.infer(call);
    }

    @Override
    public Set<Integer> parameterInputs() {
        return this == ADD ? Set.of(0, 1) : Set.of();
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.elementwise(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value a = call.input(0);
        Value b = call.input(1);
        Value y = ops.elementwise(operator, a, b);
        return Recording.of(y, (gradient, sink) -> {
            for (int i = 0; i < 2; i++) {
                int operand = i;
                sink.activation(
                        i,
                        () -> Broadcasting.sumToShape(
                                ops,
                                derivative(ops, operand, a, b, y, gradient),
                                call.input(operand).shape()));
                sink.parameter(
                        i,
                        () -> recorder.stretched(
                                derivative(ops, operand, a, b, y, gradient),
                                call.input(operand).shape()));
            }
        });
    }
}
