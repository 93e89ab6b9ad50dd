package org.dpmodel.nn;

import java.util.Arrays;
import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Layer normalization over the last axes (Ba et al. 2016, arXiv:1607.06450), separately for each example:
 *
 * <pre>y = (x − mean) / √(variance + epsilon) · gamma + beta</pre>
 *
 * <p>Mean and variance are over the axes of {@code normalizedShape}, which is also the shape of gamma and beta; these
 * start at ones and zeros. Defaults are MindSpore's: epsilon 1e-7 (PyTorch's is 1e-5).
 *
 * @param normalizedShape sizes of the last axes, over which to normalize
 * @param epsilon value added to the variance; positive and finite
 */
public record LayerNorm(List<Integer> normalizedShape, double epsilon) implements Cell {
    /**
     * Copies the list and checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public LayerNorm {
        normalizedShape = List.copyOf(normalizedShape);
        Require.atLeast("the rank of normalizedShape", normalizedShape.size(), 1, "pass the sizes of the last axes");
        normalizedShape.forEach(size ->
                Require.atLeast("a size of normalizedShape", size, 1, "pass the sizes of the last axes of the input"));
        Require.positive("epsilon", epsilon, "pass for example 1e-7");
    }

    /**
     * Layer normalization with the defaults.
     *
     * @param normalizedShape sizes of the last axes
     */
    public LayerNorm(int... normalizedShape) {
        this(Arrays.stream(normalizedShape).boxed().toList(), 1e-7);
    }

    /**
     * This normalization with a different epsilon.
     *
     * @param value value added to the variance
     * @return the changed cell
     */
    public LayerNorm withEpsilon(double value) {
        return new LayerNorm(normalizedShape, value);
    }

    @Override
    public String kind() {
        return "layernorm";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        long[] shape = normalizedShape.stream().mapToLong(Integer::longValue).toArray();
        return builder.call(
                "LayerNormalization",
                Attributes.none().with("axis", -shape.length).with("epsilon", new Attribute.Real((float) epsilon)),
                x,
                builder.parameter("gamma", new One(), shape),
                builder.parameter("beta", new Zero(), shape));
    }
}
