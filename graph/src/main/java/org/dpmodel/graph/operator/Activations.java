package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Activation functions written in terms of simpler ones, such that neither they nor their derivatives overflow where the
 * function itself does not: exponentials have arguments of at most 0, and the branch that is not selected is computed at
 * a harmless argument.
 */
final class Activations {
    /** Beyond this bound the hyperbolic tangent of Gelu is 1 in all digits, while x³ tends to infinity. */
    private static final float TANH_OF_GELU_IS_ONE = 10f;

    private Activations() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("LeakyRelu", activation(Activations::leakyRelu));
        operators.put("PRelu", new WithParameters(activation(Activations::sloped), 1));
        operators.put("Elu", activation((ops, call) -> elu(ops, call.input(0), alpha(call, 1f), 1f)));
        operators.put("Celu", activation((ops, call) -> elu(ops, call.input(0), alpha(call, 1f), alpha(call, 1f))));
        operators.put("Selu", activation(Activations::selu));
        operators.put("Gelu", activation(Activations::gelu));
        operators.put(
                "HardSigmoid",
                activation((ops, call) -> hardSigmoid(
                        ops, call.input(0), alpha(call, 0.2f), call.attributes().real("beta", 0.5f))));
        operators.put(
                "HardSwish",
                activation((ops, call) -> ops.mul(call.input(0), hardSigmoid(ops, call.input(0), 1f / 6, 0.5f))));
        operators.put("Softplus", activation((ops, call) -> softplus(ops, call.input(0))));
        operators.put(
                "Mish",
                activation(
                        (ops, call) -> ops.mul(call.input(0), ops.elementwise("Tanh", softplus(ops, call.input(0))))));
        operators.put(
                "Softsign",
                activation((ops, call) ->
                        ops.div(call.input(0), ops.add(ops.elementwise("Abs", call.input(0)), ops.scalar(1f)))));
        operators.put("Swish", activation(Activations::swish));
        operators.put("ThresholdedRelu", activation(Activations::thresholded));
    }

    private interface Formula {
        Value of(Ops ops, OperatorCall call);
    }

    /** A function of the first input, with an output of the same shape. */
    private static CompositeOperator activation(Formula formula) {
        return (ops, call) ->
                List.of(ops.reshape(formula.of(ops, call), call.input(0).shape()));
    }

    private static float alpha(OperatorCall call, float absent) {
        return call.attributes().real("alpha", absent);
    }

    private static Value positive(Ops ops, Value x) {
        return ops.elementwise("Greater", x, ops.scalar(0f));
    }

    private static Value leakyRelu(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        return ops.where(positive(ops, x), x, ops.mul(x, ops.scalar(alpha(call, 0.01f))));
    }

    private static Value sloped(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        return ops.where(positive(ops, x), x, ops.mul(x, call.input(1)));
    }

    /** x above 0, and {@code alpha (exp(x / width) − 1)} below. */
    private static Value elu(Ops ops, Value x, float alpha, float width) {
        Value positive = positive(ops, x);
        Value below = ops.where(positive, ops.scalar(0f), x);
        Value scaled = width == 1 ? below : ops.div(below, ops.scalar(width));
        Value curve = ops.mul(ops.sub(ops.elementwise("Exp", scaled), ops.scalar(1f)), ops.scalar(alpha));
        return ops.where(positive, x, curve);
    }

    private static Value selu(Ops ops, OperatorCall call) {
        float gamma = call.attributes().real("gamma", 1.050701f);
        return ops.mul(elu(ops, call.input(0), alpha(call, 1.6732632f), 1f), ops.scalar(gamma));
    }

    /** {@code x/2 (1 + erf(x / √2))}, or the form with a hyperbolic tangent. */
    private static Value gelu(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        String form = call.attributes().text("approximate", "none");
        call.require(
                form.equals("none") || form.equals("tanh"), () -> "approximate must be none or tanh, found " + form);
        Value share;
        if (form.equals("none")) {
            share = ops.erf(ops.mul(x, ops.scalar((float) Math.sqrt(0.5))));
        } else {
            Value near = clip(ops, x, -TANH_OF_GELU_IS_ONE, TANH_OF_GELU_IS_ONE);
            Value cube = ops.mul(ops.mul(ops.mul(near, near), near), ops.scalar(0.044715f));
            share = ops.elementwise("Tanh", ops.mul(ops.add(near, cube), ops.scalar((float) Math.sqrt(2 / Math.PI))));
        }
        return ops.mul(ops.mul(x, ops.scalar(0.5f)), ops.add(share, ops.scalar(1f)));
    }

    private static Value clip(Ops ops, Value x, float lower, float upper) {
        return ops.builder().call("Clip", Attributes.none(), x, ops.scalar(lower), ops.scalar(upper));
    }

    private static Value hardSigmoid(Ops ops, Value x, float alpha, float beta) {
        return clip(ops, ops.add(ops.mul(x, ops.scalar(alpha)), ops.scalar(beta)), 0f, 1f);
    }

    /** {@code log(1 + exp(x)) = max(x, 0) + log(1 + exp(−|x|))}. */
    private static Value softplus(Ops ops, Value x) {
        Value decay = ops.elementwise("Exp", ops.elementwise("Neg", ops.elementwise("Abs", x)));
        Value rest = ops.elementwise("Log", ops.add(decay, ops.scalar(1f)));
        return ops.add(ops.elementwise("Max", x, ops.scalar(0f)), rest);
    }

    private static Value swish(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        float alpha = alpha(call, 1f);
        Value inner = alpha == 1 ? x : ops.mul(x, ops.scalar(alpha));
        return ops.mul(x, ops.elementwise("Sigmoid", inner));
    }

    private static Value thresholded(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        Value above = ops.elementwise("Greater", x, ops.scalar(alpha(call, 1f)));
        return ops.where(above, x, ops.scalar(0f));
    }
}
