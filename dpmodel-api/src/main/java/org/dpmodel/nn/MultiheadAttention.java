package org.dpmodel.nn;

import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Self-attention with several heads (Vaswani et al. 2017, arXiv:1706.03762), from {@code [batch, length, embedDim]} to
 * the same shape:
 *
 * <pre>
 * q, k, v = x Wᵀ + b, in heads of d = embedDim / numHeads        y = softmax(q kᵀ / √d) v, heads side by side
 * output  = y Oᵀ + c
 * </pre>
 *
 * <p>Parameters, as in MindSpore's {@code MultiheadAttention} and PyTorch's: {@code in_proj_weight} {@code [3 · embedDim,
 * embedDim]} ({@link XavierUniform}), {@code in_proj_bias}, {@code out_proj.weight} {@code [embedDim, embedDim]} ({@link
 * HeUniform} with √5) and {@code out_proj.bias}; biases start at zero. The batch always comes first.
 *
 * @param embedDim number of features at each position
 * @param numHeads number of heads; divides embedDim
 * @param dropout fraction of the attention weights dropped in training, see {@link Dropout}; in [0, 1), 0 by default
 * @param hasBias whether biases are added
 */
public record MultiheadAttention(int embedDim, int numHeads, double dropout, boolean hasBias) implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public MultiheadAttention {
        Require.atLeast("embedDim", embedDim, 1, "pass the numbers at each position");
        Require.atLeast("numHeads", numHeads, 1, "pass the number of heads");
        if (embedDim % numHeads != 0) {
            throw Require.broken("numHeads", "must divide embedDim, " + embedDim, numHeads, "choose a divisor");
        }
        Require.fraction("dropout", dropout, "pass for example 0.1, or 0 for none");
    }

    /**
     * Attention with the defaults.
     *
     * @param embedDim number of features at each position
     * @param numHeads number of heads; divides embedDim
     */
    public MultiheadAttention(int embedDim, int numHeads) {
        this(embedDim, numHeads, 0, true);
    }

    /**
     * This attention with dropped weights.
     *
     * @param share fraction dropped in training, in [0, 1)
     * @return the changed cell
     */
    public MultiheadAttention withDropout(double share) {
        return new MultiheadAttention(embedDim, numHeads, share, hasBias);
    }

    /**
     * This attention without biases.
     *
     * @return the changed cell
     */
    public MultiheadAttention withoutBias() {
        return new MultiheadAttention(embedDim, numHeads, dropout, false);
    }

    @Override
    public String kind() {
        return "attention";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        if (x.shape().rank() != 3 || x.dim(2) != embedDim) {
            throw new GraphException("attention of " + embedDim + " numbers reads [batch, length, " + embedDim
                    + "], found " + x.shape() + ": pass the last size of its input");
        }
        Value projected = projected(builder, x);
        long[] thirds = {embedDim, embedDim, embedDim};
        List<Value> parts = builder.call(
                "Split", Attributes.none().with("axis", 2), 3, projected, builder.constant(Constant.ints(thirds)));
        int width = embedDim / numHeads;
        Value query = heads(builder, parts.get(0), 0, 2, 1, 3);
        Value key = heads(builder, parts.get(1), 0, 2, 3, 1);
        Value value = heads(builder, parts.get(2), 0, 2, 1, 3);
        // Scaled before the product, so that its sums are smaller.
        Value scores =
                builder.call("MatMul", Attributes.none(), builder.mul(query, (float) (1 / Math.sqrt(width))), key);
        Value weights = builder.call("Softmax", Attributes.none().with("axis", -1), scores);
        if (dropout > 0) {
            weights = builder.add("dropout", new Dropout(dropout), weights);
        }
        Value attended = builder.call("MatMul", Attributes.none(), weights, value);
        Value joined = builder.reshape(builder.transpose(attended, 0, 2, 1, 3), 0, 0, embedDim);
        Dense out = new Dense(embedDim, embedDim);
        return builder.add("out_proj", hasBias ? out : out.withoutBias(), joined);
    }

    private Value projected(NetworkBuilder builder, Value x) {
        Value weight = builder.parameter("in_proj_weight", new XavierUniform(), 3L * embedDim, embedDim);
        Value product = builder.call("MatMul", Attributes.none(), x, builder.transpose(weight, 1, 0));
        return hasBias
                ? builder.call(
                        "Add", Attributes.none(), product, builder.parameter("in_proj_bias", new Zero(), 3L * embedDim))
                : product;
    }

    private Value heads(NetworkBuilder builder, Value x, long... order) {
        return builder.transpose(builder.reshape(x, 0, 0, numHeads, embedDim / numHeads), order);
    }
}
