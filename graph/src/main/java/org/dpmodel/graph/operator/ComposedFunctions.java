package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/** Elementary functions that engines need not support, since they are written in terms of others. */
final class ComposedFunctions {
    private ComposedFunctions() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Reciprocal", CompositeOperator.function(ComposedFunctions::reciprocal));
        operators.put("Ceil", CompositeOperator.function(ComposedFunctions::ceil));
        operators.put("Round", CompositeOperator.function(ComposedFunctions::round));
        operators.put("IsNaN", CompositeOperator.function((ops, x) -> ops.not(ops.elementwise("Equal", x, x))));
        operators.put("IsInf", (CompositeOperator) ComposedFunctions::infinite);
        operators.put("Xor", (CompositeOperator) (ops, call) ->
                List.of(ops.and(ops.or(call.input(0), call.input(1)), ops.not(ops.and(call.input(0), call.input(1))))));
        operators.put("Mean", (CompositeOperator) ComposedFunctions::mean);
        operators.put("Mod", (CompositeOperator) ComposedFunctions::remainder);
        operators.put("Sum", (CompositeOperator) (ops, call) -> List.of(sum(ops, call)));
    }

    /** The sum of all inputs, of any compatible shapes. */
    private static Value sum(Ops ops, OperatorCall call) {
        call.require(!call.inputs().isEmpty(), () -> "must have at least one input");
        return call.inputs().stream().reduce(ops::add).orElseThrow();
    }

    private static List<Value> mean(Ops ops, OperatorCall call) {
        Value sum = sum(ops, call);
        Value share = ops.mul(sum, ops.scalar(1f / call.inputs().size()));
        return List.of(ops.reshape(share, sum.shape()));
    }

    private static Value reciprocal(Ops ops, Value x) {
        return ops.div(ops.scalar(1f), x);
    }

    private static List<Value> infinite(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        List<Value> signs = new ArrayList<>();
        if (call.attributes().integer("detect_positive", 1) != 0) {
            signs.add(ops.elementwise("Equal", x, ops.scalar(Float.POSITIVE_INFINITY)));
        }
        if (call.attributes().integer("detect_negative", 1) != 0) {
            signs.add(ops.elementwise("Equal", x, ops.scalar(Float.NEGATIVE_INFINITY)));
        }
        call.require(!signs.isEmpty(), () -> "must detect infinite numbers of one sign at least");
        return List.of(ops.reshape(signs.stream().reduce(ops::or).orElseThrow(), x.shape()));
    }

    private static Value ceil(Ops ops, Value x) {
        return ops.elementwise("Neg", ops.elementwise("Floor", ops.elementwise("Neg", x)));
    }

    /** Rounds to the nearest integer, with ties to even. */
    private static Value round(Ops ops, Value x) {
        Value half = ops.scalar(0.5f);
        Value floor = ops.elementwise("Floor", x);
        Value pairs = ops.elementwise("Floor", ops.mul(floor, half));
        Value odd = ops.sub(floor, ops.mul(pairs, ops.scalar(2f)));
        Value behind = ops.sub(x, floor);
        Value up = ops.or(
                ops.elementwise("Greater", behind, half),
                ops.and(ops.elementwise("Equal", behind, half), ops.elementwise("Equal", odd, ops.scalar(1f))));
        return ops.add(floor, ops.indicator(up));
    }

    /** The remainder of integers, used in computations of shapes; it has the sign of the divisor. */
    private static List<Value> remainder(Ops ops, OperatorCall call) {
        Value a = call.input(0);
        Value b = call.input(1);
        call.require(
                !a.type().dataType().isReal(),
                () -> "remainders of floating-point numbers are discontinuous, and have no derivative here: use "
                        + "whole numbers");
        Value rest = ops.sub(a, ops.mul(b, ops.div(a, b)));
        if (call.attributes().integer("fmod", 0) != 0) {
            return List.of(rest);
        }
        Value zero = ops.sub(b, b);
        Value opposed = ops.elementwise("Less", ops.mul(rest, b), zero);
        return List.of(ops.add(rest, ops.where(opposed, b, zero)));
    }
}
