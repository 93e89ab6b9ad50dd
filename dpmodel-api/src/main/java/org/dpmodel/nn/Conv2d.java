package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Two-dimensional convolution, {@code [batch, inChannels, height, width]} to {@code [batch, outChannels, ...]}, with
 * weight {@code [outChannels, inChannels / group, kernelSize, kernelSize]}. Defaults are MindSpore's: stride 1, pad mode
 * SAME, dilation 1, one group, no bias, {@link HeUniform} weights.
 *
 * @param inChannels channels of the input
 * @param outChannels channels of the output
 * @param kernelSize width of the square kernel
 * @param stride distance between windows
 * @param padMode treatment of the border
 * @param padding zeros on each side, with {@link PadMode#PAD} only
 * @param dilation distance between elements of the kernel
 * @param group groups of channels that are convolved apart
 * @param hasBias whether a bias is added
 * @param weightInit start of the weight
 * @param biasInit start of the bias
 */
public record Conv2d(
        int inChannels,
        int outChannels,
        int kernelSize,
        int stride,
        PadMode padMode,
        int padding,
        int dilation,
        int group,
        boolean hasBias,
        Initializer weightInit,
        Initializer biasInit)
        implements Cell {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Conv2d {
        Require.atLeast("Conv2d inChannels", inChannels, 1, "pass the channels of the input");
        Require.atLeast("Conv2d outChannels", outChannels, 1, "pass the channels of the output");
        Require.atLeast("Conv2d dilation", dilation, 1, "pass 1 for a dense kernel");
        Require.atLeast("Conv2d group", group, 1, "pass 1 to join all channels");
        Window.check("Conv2d", kernelSize, stride, padMode, padding);
        if (inChannels % group != 0 || outChannels % group != 0) {
            throw Require.broken(
                    "Conv2d group", "must divide inChannels and outChannels", group, "choose a common divisor");
        }
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
                kernelSize,
                1,
                PadMode.SAME,
                0,
                1,
                1,
                false,
                new HeUniform(Math.sqrt(5)),
                new Zero());
    }

    /**
     * This convolution with another stride.
     *
     * @param value distance between windows
     * @return the changed cell
     */
    public Conv2d withStride(int value) {
        return new Conv2d(
                inChannels,
                outChannels,
                kernelSize,
                value,
                padMode,
                padding,
                dilation,
                group,
                hasBias,
                weightInit,
                biasInit);
    }

    /**
     * This convolution with another treatment of the border.
     *
     * @param mode {@link PadMode#SAME} or {@link PadMode#VALID}
     * @return the changed cell
     */
    public Conv2d withPadMode(PadMode mode) {
        return new Conv2d(
                inChannels, outChannels, kernelSize, stride, mode, 0, dilation, group, hasBias, weightInit, biasInit);
    }

    /**
     * This convolution with zeros around its input.
     *
     * @param zeros number of zeros on each side
     * @return the changed cell
     */
    public Conv2d withPadding(int zeros) {
        return new Conv2d(
                inChannels,
                outChannels,
                kernelSize,
                stride,
                PadMode.PAD,
                zeros,
                dilation,
                group,
                hasBias,
                weightInit,
                biasInit);
    }

    /**
     * This convolution with a dilated kernel.
     *
     * @param value distance between elements of the kernel
     * @return the changed cell
     */
    public Conv2d withDilation(int value) {
        return new Conv2d(
                inChannels,
                outChannels,
                kernelSize,
                stride,
                padMode,
                padding,
                value,
                group,
                hasBias,
                weightInit,
                biasInit);
    }

    /**
     * This convolution in groups of channels.
     *
     * @param value number of groups
     * @return the changed cell
     */
    public Conv2d withGroup(int value) {
        return new Conv2d(
                inChannels,
                outChannels,
                kernelSize,
                stride,
                padMode,
                padding,
                dilation,
                value,
                hasBias,
                weightInit,
                biasInit);
    }

    /**
     * This convolution with a bias.
     *
     * @return the changed cell
     */
    public Conv2d withBias() {
        return new Conv2d(
                inChannels,
                outChannels,
                kernelSize,
                stride,
                padMode,
                padding,
                dilation,
                group,
                true,
                weightInit,
                biasInit);
    }

    /**
     * This convolution with another start of its weight.
     *
     * @param initializer the start
     * @return the changed cell
     */
    public Conv2d withWeightInit(Initializer initializer) {
        return new Conv2d(
                inChannels,
                outChannels,
                kernelSize,
                stride,
                padMode,
                padding,
                dilation,
                group,
                hasBias,
                initializer,
                biasInit);
    }

    @Override
    public String kind() {
        return "conv";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Attributes attributes = Window.attributes(kernelSize, stride, padMode, padding)
                .with("dilations", new long[] {dilation, dilation})
                .with("group", group);
        Value weight = builder.parameter("weight", weightInit, outChannels, inChannels / group, kernelSize, kernelSize);
        return hasBias
                ? builder.call("Conv", attributes, x, weight, builder.parameter("bias", biasInit, outChannels))
                : builder.call("Conv", attributes, x, weight);
    }
}
