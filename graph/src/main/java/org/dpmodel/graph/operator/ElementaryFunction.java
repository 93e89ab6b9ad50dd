package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Elementwise functions of one input whose derivative is a function of input and output. Where the function has no
 * derivative, such as the square root at 0, the gradient is infinite or NaN, and the example is left out like any other
 * that is not finite.
 */
enum ElementaryFunction implements NetworkOperator {
    /** |x|; the derivative at 0 is 0. */
    ABS("Abs") {
        @Override
        Value derivative(Ops ops, Value x, Value y, Value gradient) {
            return ops.mul(gradient, ops.elementwise("Sign", x));
        }
    },
    /** cos(x). */
    COS("Cos") {
        @Override
        Value derivative(Ops ops, Value x, Value y, Value gradient) {
            return ops.elementwise("Neg", ops.mul(gradient, ops.elementwise("Sin", x)));
        }
    },
    /** The error function, with derivative 2/√π exp(−x²). */
    ERF("Erf") {
        @Override
        Value derivative(Ops ops, Value x, Value y, Value gradient) {
            Value bell = ops.elementwise("Exp", ops.elementwise("Neg", ops.mul(x, x)));
            return ops.mul(gradient, ops.mul(bell, ops.scalar((float) (2 / Math.sqrt(Math.PI)))));
        }
    },
    /** eˣ. */
    EXP("Exp") {
        @Override
        Value derivative(Ops ops, Value x, Value y, Value gradient) {
            return ops.mul(gradient, y);
        }
    },
    /** The natural logarithm. */
    LOG("Log") {
        @Override
        Value derivative(Ops ops, Value x, Value y, Value gradient) {
            return ops.div(gradient, x);
        }
    },
    /** −x. */
    NEG("Neg") {
        @Override
        Value derivative(Ops ops, Value x, Value y, Value gradient) {
            return ops.elementwise("Neg", gradient);
        }
    },
    /** sin(x). */
    SIN("Sin") {
        @Override
        Value derivative(Ops ops, Value x, Value y, Value gradient) {
            return ops.mul(gradient, ops.elementwise("Cos", x));
        }
    },
    /** √x, with derivative 1 / (2 √x). */
    SQRT("Sqrt") {
        @Override
        Value derivative(Ops ops, Value x, Value y, Value gradient) {
            return ops.div(gradient, ops.mul(y, ops.scalar(2f)));
        }
    };

    private final String operator;

    ElementaryFunction(String operator) {
        this.operator = operator;
    }

    /** The gradient of the input. */
    abstract Value derivative(Ops ops, Value x, Value y, Value gradient);

    @Override
    public List<TensorType> infer(OperatorCall call) {
        return (this == ABS || this == NEG ? Elementwise.ARITHMETIC : Elementwise.FUNCTION).infer(call);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return inputs.get(0);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value y = ops.elementwise(operator, x);
        return Recording.of(
                y,
                (gradient, sink) -> sink.activation(0, () -> ops.reshape(derivative(ops, x, y, gradient), x.shape())));
    }
}
