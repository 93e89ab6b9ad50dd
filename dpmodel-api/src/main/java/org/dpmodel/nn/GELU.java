package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * Elementwise Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv:1606.08415), exactly or by a hyperbolic tangent:
 *
 * <pre>
 * exact         x/2 · (1 + erf(x / √2))
 * approximate   x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))
 * </pre>
 *
 * <p>The two differ by less than 5e-4. Written with elementary operators, since ONNX has a GELU operator only from opset
 * 20 on.
 *
 * @param approximate whether to use the hyperbolic tangent
 */
public record GELU(boolean approximate) implements Cell {
    private static final float CUBIC = 0.044715f;
    private static final float TANGENT_IS_ONE = 10;

    /** The approximate form, MindSpore's default; PyTorch's is the exact one. */
    public GELU() {
        this(true);
    }

    @Override
    public String kind() {
        return "gelu";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value share;
        if (approximate) {
            // Beyond this bound the tangent is 1 in all digits, while the cube tends to infinity.
            Value near = builder.clip(x, -TANGENT_IS_ONE, TANGENT_IS_ONE);
            Value square = builder.call("Mul", Attributes.none(), near, near);
            Value factor = builder.add(builder.mul(square, CUBIC), 1);
            Value inner = builder.call("Mul", Attributes.none(), near, factor);
            share = builder.call("Tanh", Attributes.none(), builder.mul(inner, (float) Math.sqrt(2 / Math.PI)));
        } else {
            share = builder.call("Erf", Attributes.none(), builder.mul(x, (float) Math.sqrt(0.5)));
        }
        return builder.call("Mul", Attributes.none(), builder.mul(x, 0.5f), builder.add(share, 1));
    }
}
