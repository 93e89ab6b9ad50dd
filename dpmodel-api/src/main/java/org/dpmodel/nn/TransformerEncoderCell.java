package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * A layer of an encoder (Vaswani et al. 2017, arXiv:1706.03762), from {@code [batch, length, dModel]} to the same shape:
 * self-attention, then two dense layers at each position, each with a residual connection and a {@link LayerNorm}.
 *
 * <pre>
 * norm last (default)   h = norm1(x + attention(x))        y = norm2(h + linear2(activation(linear1(h))))
 * norm first            h = x + attention(norm1(x))        y = h + linear2(activation(linear1(norm2(h))))
 * </pre>
 *
 * <p>Names and defaults are those of MindSpore's {@code TransformerEncoderLayer} ({@code self_attn}, {@code linear1},
 * {@code linear2}, {@code norm1}, {@code norm2}; 2048 numbers between the dense layers, ReLU, layerNormEps 1e-5), except
 * for dropout, which is 0 by default, since it seldom helps under clipping and noise. Put several layers into a {@link
 * SequentialCell}.
 *
 * @param dModel number of features at each position
 * @param numHeads number of heads; divides dModel
 * @param dimFeedforward number of features between the two dense layers
 * @param dropout fraction dropped in training, of the attention weights and after attention, activation and second dense
 *     layer; in [0, 1)
 * @param activation the activation between the dense layers
 * @param layerNormEps value added to variances; positive and finite
 * @param normFirst whether normalization comes before attention and dense layers
 */
public record TransformerEncoderCell(
        int dModel,
        int numHeads,
        int dimFeedforward,
        double dropout,
        Cell activation,
        double layerNormEps,
        boolean normFirst)
        implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public TransformerEncoderCell {
        Require.atLeast("dModel", dModel, 1, "pass the numbers at each position");
        Require.atLeast("numHeads", numHeads, 1, "pass the number of heads");
        if (dModel % numHeads != 0) {
            throw Require.broken("numHeads", "must divide dModel, " + dModel, numHeads, "choose a divisor");
        }
        Require.atLeast("dimFeedforward", dimFeedforward, 1, "pass the numbers between the dense layers");
        Require.fraction("dropout", dropout, "pass for example 0.1, or 0 for none");
        Objects.requireNonNull(activation, "activation");
        Require.positive("layerNormEps", layerNormEps, "pass for example 1e-5");
    }

    /**
     * A layer with the defaults.
     *
     * @param dModel number of features at each position
     * @param numHeads number of heads; divides dModel
     */
    public TransformerEncoderCell(int dModel, int numHeads) {
        this(dModel, numHeads, 2048, 0, new ReLU(), 1e-5, false);
    }

    /**
     * This layer with a different size between the dense layers.
     *
     * @param numbers how many
     * @return the changed cell
     */
    public TransformerEncoderCell withDimFeedforward(int numbers) {
        return new TransformerEncoderCell(dModel, numHeads, numbers, dropout, activation, layerNormEps, normFirst);
    }

    /**
     * This layer with dropout.
     *
     * @param share fraction dropped in training, in [0, 1)
     * @return the changed cell
     */
    public TransformerEncoderCell withDropout(double share) {
        return new TransformerEncoderCell(dModel, numHeads, dimFeedforward, share, activation, layerNormEps, normFirst);
    }

    /**
     * This layer with a different activation.
     *
     * @param cell the activation between the dense layers
     * @return the changed cell
     */
    public TransformerEncoderCell withActivation(Cell cell) {
        return new TransformerEncoderCell(dModel, numHeads, dimFeedforward, dropout, cell, layerNormEps, normFirst);
    }

    /**
     * This layer with normalization before attention and dense layers, which makes training more stable.
     *
     * @return the changed cell
     */
    public TransformerEncoderCell withNormFirst() {
        return new TransformerEncoderCell(dModel, numHeads, dimFeedforward, dropout, activation, layerNormEps, true);
    }

    @Override
    public String kind() {
        return "encoder";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        if (normFirst) {
            Value h = sum(builder, x, attention(builder, norm(builder, "norm1", x)));
            return sum(builder, h, feedforward(builder, norm(builder, "norm2", h)));
        }
        Value h = norm(builder, "norm1", sum(builder, x, attention(builder, x)));
        return norm(builder, "norm2", sum(builder, h, feedforward(builder, h)));
    }

    private Value attention(NetworkBuilder builder, Value x) {
        Cell attention = new MultiheadAttention(dModel, numHeads).withDropout(dropout);
        return dropped(builder, "dropout1", builder.add("self_attn", attention, x));
    }

    private Value feedforward(NetworkBuilder builder, Value x) {
        Value wide = builder.add(activation, builder.add("linear1", new Dense(dModel, dimFeedforward), x));
        Value inner = dropped(builder, "dropout", wide);
        return dropped(builder, "dropout2", builder.add("linear2", new Dense(dimFeedforward, dModel), inner));
    }

    private Value norm(NetworkBuilder builder, String name, Value x) {
        return builder.add(name, new LayerNorm(dModel).withEpsilon(layerNormEps), x);
    }

    private Value dropped(NetworkBuilder builder, String name, Value x) {
        return dropout == 0 ? x : builder.add(name, new Dropout(dropout), x);
    }

    private static Value sum(NetworkBuilder builder, Value a, Value b) {
        return builder.call("Add", Attributes.none(), a, b);
    }
}
