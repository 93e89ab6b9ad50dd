package org.dpmodel.graph.operator;

import java.util.Map;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.Operator;

/** The tangent, hyperbolic functions and their inverses, by exponentials, logarithms and roots. */
final class HyperbolicFunctions {
    /** From here on, √(x² ± 1) is x in all digits, while x² tends to infinity. */
    private static final float ROOT_IS_ARGUMENT = 1e4f;

    private static final float LOG_OF_TWO = (float) Math.log(2);

    private HyperbolicFunctions() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "Tan",
                CompositeOperator.function((ops, x) -> ops.div(ops.elementwise("Sin", x), ops.elementwise("Cos", x))));
        operators.put(
                "Cosh",
                CompositeOperator.function((ops, x) -> half(ops, ops.add(exp(ops, x), exp(ops, negative(ops, x))))));
        operators.put(
                "Sinh",
                CompositeOperator.function((ops, x) -> half(ops, ops.sub(exp(ops, x), exp(ops, negative(ops, x))))));
        operators.put(
                "Atanh",
                CompositeOperator.function((ops, x) ->
                        half(ops, ops.sub(log(ops, ops.add(ops.scalar(1), x)), log(ops, ops.sub(ops.scalar(1), x))))));
        operators.put("Acosh", CompositeOperator.function((ops, x) -> area(ops, x, -1)));
        operators.put("Asinh", CompositeOperator.function(HyperbolicFunctions::areaOfSine));
    }

    /** By its value at |x|; the derivative at 0 is that from the right, 1. */
    private static Value areaOfSine(Ops ops, Value x) {
        Value below = ops.elementwise("Less", x, ops.scalar(0));
        Value ofSize = area(ops, ops.where(below, negative(ops, x), x), 1);
        return ops.where(below, negative(ops, ofSize), ofSize);
    }

    /** log(x + √(x² + c)), for x of at least 0. */
    private static Value area(Ops ops, Value x, float c) {
        Value large = ops.elementwise("Greater", x, ops.scalar(ROOT_IS_ARGUMENT));
        // Where it is not chosen, the root must have a derivative.
        Value small = ops.where(large, ops.scalar(2), x);
        Value root = ops.elementwise("Sqrt", ops.add(ops.mul(small, small), ops.scalar(c)));
        Value far = ops.where(large, x, ops.scalar(1));
        return ops.where(large, ops.add(log(ops, far), ops.scalar(LOG_OF_TWO)), log(ops, ops.add(small, root)));
    }

    private static Value half(Ops ops, Value x) {
        return ops.mul(x, ops.scalar(0.5f));
    }

    private static Value exp(Ops ops, Value x) {
        return ops.elementwise("Exp", x);
    }

    private static Value log(Ops ops, Value x) {
        return ops.elementwise("Log", x);
    }

    private static Value negative(Ops ops, Value x) {
        return ops.elementwise("Neg", x);
    }
}
