package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * Gated recurrent unit (Cho et al. 2014, arXiv:1406.1078), {@code [batch, length, inputSize]} to {@code [batch, length,
 * hiddenSize]}. For each position, in order, with σ the sigmoid:
 *
 * <pre>
 * z, r = σ(W x + b + U h + c) of each gate        n = tanh(W x + b + r · (U h + c))
 * h = (1 − z) · n + z · h
 * </pre>
 *
 * <p>All start at zero states. Parameters of layer k, in ONNX's layout: {@code weight_ih_lk} {@code [directions, 3 ·
 * hiddenSize, numbers]}, {@code weight_hh_lk} {@code [directions, 3 · hiddenSize, hiddenSize]} and {@code bias_lk} {@code
 * [directions, 6 · hiddenSize]} (of the input, then of the state), in the order z, r, n; they start {@link Uniform} with
 * bound 1 / √hiddenSize. Defaults are MindSpore's: one layer, biases, one direction; but the batch always comes first,
 * and the output is the sequence or only the last state. The step graph grows with length and layers.
 *
 * @param inputSize number of features at each position
 * @param hiddenSize size of the state
 * @param numLayers number of stacked layers; for {@link Dropout} between them, use several cells
 * @param hasBias whether biases are added
 * @param bidirectional whether each layer also runs backwards; the output then has both states side by side
 * @param lastOnly whether the output is {@code [batch, ...]}, the last state of each direction of the last layer, instead of {@code
 *     [batch, length, ...]}
 */
public record GRU(
        int inputSize, int hiddenSize, int numLayers, boolean hasBias, boolean bidirectional, boolean lastOnly)
        implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public GRU {
        layers(inputSize, hiddenSize, numLayers, hasBias, bidirectional, lastOnly);
    }

    /**
     * One layer with the defaults, whose output is the sequence.
     *
     * @param inputSize number of features at each position
     * @param hiddenSize size of the state
     */
    public GRU(int inputSize, int hiddenSize) {
        this(inputSize, hiddenSize, 1, true, false, false);
    }

    private static RecurrentLayers layers(
            int inputSize, int hiddenSize, int numLayers, boolean hasBias, boolean bidirectional, boolean lastOnly) {
        return new RecurrentLayers(
                "GRU",
                3,
                Attributes.none().with("linear_before_reset", 1),
                inputSize,
                hiddenSize,
                numLayers,
                hasBias,
                bidirectional,
                lastOnly);
    }

    /**
     * Several layers one after the other.
     *
     * @param value how many
     * @return the changed cell
     */
    public GRU withNumLayers(int value) {
        return new GRU(inputSize, hiddenSize, value, hasBias, bidirectional, lastOnly);
    }

    /**
     * This cell without biases.
     *
     * @return the changed cell
     */
    public GRU withoutBias() {
        return new GRU(inputSize, hiddenSize, numLayers, false, bidirectional, lastOnly);
    }

    /**
     * This cell in both directions.
     *
     * @return the changed cell
     */
    public GRU withBidirectional() {
        return new GRU(inputSize, hiddenSize, numLayers, hasBias, true, lastOnly);
    }

    /**
     * This cell with the last state as its output, for networks that read a sequence and give one answer.
     *
     * @return the changed cell
     */
    public GRU withLastOnly() {
        return new GRU(inputSize, hiddenSize, numLayers, hasBias, bidirectional, true);
    }

    @Override
    public String kind() {
        return "gru";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return layers(inputSize, hiddenSize, numLayers, hasBias, bidirectional, lastOnly)
                .build(builder, x);
    }
}
