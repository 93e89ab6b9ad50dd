package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * Simple recurrent layer (Elman 1990), {@code [batch, length, inputSize]} to {@code [batch, length, hiddenSize]}. For each
 * position in turn:
 *
 * <pre>
 * h = tanh(W x + b + U h + c)
 * </pre>
 *
 * <p>All start at zero states. Parameters of layer k, in ONNX's layout: {@code weight_ih_lk} {@code [directions,
 * hiddenSize, numbers]}, {@code weight_hh_lk} {@code [directions, hiddenSize, hiddenSize]} and {@code bias_lk} {@code
 * [directions, 2 · hiddenSize]} (of the input, then of the state); they start {@link Uniform} with bound 1 / √hiddenSize.
 * Defaults are MindSpore's: one layer, biases, one direction; but the batch always comes first, and the output is the
 * sequence or only the last state. The step graph grows with length and layers.
 *
 * @param inputSize number of features at each position
 * @param hiddenSize size of the state
 * @param numLayers number of stacked layers; for {@link Dropout} between them, use several cells
 * @param hasBias whether biases are added
 * @param bidirectional whether each layer also runs backwards; the output then has both states side by side
 * @param lastOnly whether the output is {@code [batch, ...]}, the last state of each direction of the last layer, instead of {@code
 *     [batch, length, ...]}
 */
public record RNN(
        int inputSize, int hiddenSize, int numLayers, boolean hasBias, boolean bidirectional, boolean lastOnly)
        implements Cell {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public RNN {
        layers(inputSize, hiddenSize, numLayers, hasBias, bidirectional, lastOnly);
    }

    /**
     * One layer with the defaults, whose output is the sequence.
     *
     * @param inputSize number of features at each position
     * @param hiddenSize size of the state
     */
    public RNN(int inputSize, int hiddenSize) {
        this(inputSize, hiddenSize, 1, true, false, false);
    }

    private static RecurrentLayers layers(
            int inputSize, int hiddenSize, int numLayers, boolean hasBias, boolean bidirectional, boolean lastOnly) {
        return new RecurrentLayers(
                "RNN", 1, Attributes.none(), inputSize, hiddenSize, numLayers, hasBias, bidirectional, lastOnly);
    }

    /**
     * Several layers one after the other.
     *
     * @param value how many
     * @return the changed cell
     */
    public RNN withNumLayers(int value) {
        return new RNN(inputSize, hiddenSize, value, hasBias, bidirectional, lastOnly);
    }

    /**
     * This cell without biases.
     *
     * @return the changed cell
     */
    public RNN withoutBias() {
        return new RNN(inputSize, hiddenSize, numLayers, false, bidirectional, lastOnly);
    }

    /**
     * This cell in both directions.
     *
     * @return the changed cell
     */
    public RNN withBidirectional() {
        return new RNN(inputSize, hiddenSize, numLayers, hasBias, true, lastOnly);
    }

    /**
     * This cell with the last state as its output, for networks that read a sequence and give one answer.
     *
     * @return the changed cell
     */
    public RNN withLastOnly() {
        return new RNN(inputSize, hiddenSize, numLayers, hasBias, bidirectional, true);
    }

    @Override
    public String kind() {
        return "rnn";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return layers(inputSize, hiddenSize, numLayers, hasBias, bidirectional, lastOnly)
                .build(builder, x);
    }
}
