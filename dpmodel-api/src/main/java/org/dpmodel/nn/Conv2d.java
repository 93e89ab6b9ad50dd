package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/**
 * Two-dimensional convolution, {@code [batch, inChannels, height, width]} to {@code [batch, outChannels, ...]}, with
 * weight {@code [outChannels, inChannels / group, kernelSize, kernelSize]}. Defaults are MindSpore's: stride 1, pad mode
 * SAME, dilation 1, one group, no bias, {@link HeUniform} weights.
 *
 * @param inChannels channels of the input
 * @param outChannels channels of the output
 * @param window size, stride, border and dilation of the kernel
 * @param group number of groups of channels that are convolved separately
 * @param hasBias whether a bias is added
 * @param weightInit initial values of the weight
 * @param biasInit initial values of the bias
 */
public record Conv2d(
        int inChannels,
        int outChannels,
        Window window,
        int group,
        boolean hasBias,
        Initializer weightInit,
        Initializer biasInit)
        implements Cell {

    /**
     * Checks the numbers.
     *
     * @param inChannels channels of the input
     * @param outChannels channels of the output
     * @param window size, stride, border and dilation of the kernel
     * @param group number of groups of channels that are convolved separately
     * @param hasBias whether a bias is added
     * @param weightInit initial values of the weight
     * @param biasInit initial values of the bias
     * @throws IllegalArgumentException if one is out of its range
     */
    public Conv2d {
        Convolutions.check(inChannels, outChannels, window, group);
        Objects.requireNonNull(weightInit, "weightInit");
        Objects.requireNonNull(biasInit, "biasInit");
    }

    /**
     * A convolution with the defaults.
     *
     * @param inChannels channels of the input
     * @param outChannels channels of the output
     * @param kernelSize width of the square kernel
     */
    public Conv2d(int inChannels, int outChannels, int kernelSize) {
        this(
                inChannels,
                outChannels,
                new Window(kernelSize, 1, PadMode.SAME, 0, 1),
                1,
                false,
                new HeUniform(Math.sqrt(5)),
                new Zero());
    }

    /**
     * This convolution with a different stride.
     *
     * @param value distance between neighbouring windows
     * @return the changed cell
     */
    public Conv2d withStride(int value) {
        return with(window.withStride(value));
    }

    /**
     * This convolution with a different treatment of the border.
     *
     * @param mode {@link PadMode#SAME} or {@link PadMode#VALID}
     * @return the changed cell
     */
    public Conv2d withPadMode(PadMode mode) {
        return with(window.withPadMode(mode));
    }

    /**
     * This convolution with zeros around its input.
     *
     * @param zeros number of zeros on each side
     * @return the changed cell
     */
    public Conv2d withPadding(int zeros) {
        return with(window.withPadding(zeros));
    }

    /**
     * This convolution with a dilated kernel.
     *
     * @param value distance between elements of the kernel
     * @return the changed cell
     */
    public Conv2d withDilation(int value) {
        return with(window.withDilation(value));
    }

    private Conv2d with(Window other) {
        return new Conv2d(inChannels, outChannels, other, group, hasBias, weightInit, biasInit);
    }

    /**
     * This convolution in groups of channels.
     *
     * @param value number of groups
     * @return the changed cell
     */
    public Conv2d withGroup(int value) {
        return new Conv2d(inChannels, outChannels, window, value, hasBias, weightInit, biasInit);
    }

    /**
     * This convolution with a bias.
     *
     * @return the changed cell
     */
    public Conv2d withBias() {
        return new Conv2d(inChannels, outChannels, window, group, true, weightInit, biasInit);
    }

    /**
     * This convolution with different initial values of its weight.
     *
     * @param initializer the start
     * @return the changed cell
     */
    public Conv2d withWeightInit(Initializer initializer) {
        return new Conv2d(inChannels, outChannels, window, group, hasBias, initializer, biasInit);
    }

    @Override
    public String kind() {
        return "conv";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Attributes attributes =
                window.attributes(2).with("dilations", window.dilations(2)).with("group", group);
        Value weight = builder.parameter("weight", weightInit, window.weightShape(outChannels, inChannels / group, 2));
        return hasBias
                ? builder.call("Conv", attributes, x, weight, builder.parameter("bias", biasInit, outChannels))
                : builder.call("Conv", attributes, x, weight);
    }
}
