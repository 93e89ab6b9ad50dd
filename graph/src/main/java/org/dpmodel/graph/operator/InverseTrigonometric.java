package org.dpmodel.graph.operator;

import java.util.Map;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.Operator;

/**
 * The inverses of tangent, sine and cosine. The arctangent of |x| is moved to |z| ≤ tan(π/8) by arctan x = π/4 + arctan((x −
 * 1)/(x + 1)) and arctan x = π/2 − arctan(1/x), and is z times a polynomial in z² there; the two others follow from it.
 * Outside [-1, 1] these are NaN, and at the ends their derivatives are not finite, so that the example is left out.
 */
final class InverseTrigonometric {
    /** Coefficients of z¹⁰, z⁸, ..., 1: the best polynomial for arctan(z)/z on |z| ≤ tan(π/8), within 7e-10. */
    private static final double[] POLYNOMIAL = {
        -0.06026305228, 0.1056982881, -0.1423953267, 0.1999818304, -0.3333330689, 0.9999999994
    };

    private static final double TANGENT_OF_EIGHTH = Math.tan(Math.PI / 8);
    private static final double TANGENT_OF_THREE_EIGHTHS = Math.tan(3 * Math.PI / 8);

    private InverseTrigonometric() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Atan", CompositeOperator.function(InverseTrigonometric::arctangent));
        operators.put("Asin", CompositeOperator.function(InverseTrigonometric::arcsine));
        operators.put("Acos", CompositeOperator.function(InverseTrigonometric::arccosine));
    }

    /** arctan(x / √((1 − x) (1 + x))). */
    private static Value arcsine(Ops ops, Value x) {
        Value one = ops.scalar(1);
        Value cosine = ops.elementwise("Sqrt", ops.mul(ops.sub(one, x), ops.add(one, x)));
        return arctangent(ops, ops.div(x, cosine));
    }

    /** 2 arctan √((1 − x) / (1 + x)), which keeps its digits near 1. */
    private static Value arccosine(Ops ops, Value x) {
        Value one = ops.scalar(1);
        Value tangentOfHalf = ops.elementwise("Sqrt", ops.div(ops.sub(one, x), ops.add(one, x)));
        return ops.mul(ops.scalar(2), arctangent(ops, tangentOfHalf));
    }

    /** By its value at |x|; the derivative at 0 is that from the right, 1. */
    private static Value arctangent(Ops ops, Value x) {
        Value below = ops.elementwise("Less", x, ops.scalar(0));
        Value ofSize = ofPositive(ops, ops.where(below, negative(ops, x), x));
        return ops.where(below, negative(ops, ofSize), ofSize);
    }

    private static Value ofPositive(Ops ops, Value x) {
        Value one = ops.scalar(1);
        Value middle = ops.elementwise("Greater", x, ops.scalar((float) TANGENT_OF_EIGHTH));
        Value large = ops.elementwise("Greater", x, ops.scalar((float) TANGENT_OF_THREE_EIGHTHS));
        // Where they are not chosen, both quotients must have a derivative, also at infinity.
        Value divisor = ops.where(large, x, one);
        Value inMiddle = ops.where(large, one, x);
        Value moved = ops.where(
                large, negative(ops, ops.div(one, divisor)), ops.div(ops.sub(inMiddle, one), ops.add(inMiddle, one)));
        Value z = ops.where(middle, moved, x);
        Value start = ops.where(
                large,
                ops.scalar((float) (Math.PI / 2)),
                ops.where(middle, ops.scalar((float) (Math.PI / 4)), ops.scalar(0)));
        return ops.add(start, ops.mul(z, polynomial(ops, ops.mul(z, z))));
    }

    private static Value polynomial(Ops ops, Value square) {
        Value sum = ops.scalar((float) POLYNOMIAL[0]);
        for (int i = 1; i < POLYNOMIAL.length; i++) {
            sum = ops.add(ops.mul(sum, square), ops.scalar((float) POLYNOMIAL[i]));
        }
        return sum;
    }

    private static Value negative(Ops ops, Value x) {
        return ops.elementwise("Neg", x);
    }
}
