package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Transposed convolution, the adjoint of {@link Conv2d}: {@code [batch, inChannels, height, width]} to {@code [batch,
 * outChannels, ...]}, with weight {@code [inChannels, outChannels / group, kernelSize, kernelSize]}. Along an axis of
 * size n, the output has the size
 *
 * <pre>
 * SAME    n · stride
 * VALID   (n − 1) · stride + dilation · (kernelSize − 1) + 1
 * PAD     that of VALID − 2 · padding + outputPadding
 * </pre>
 *
 * <p>Defaults are MindSpore's: stride 1, pad mode SAME, dilation 1, one group, no bias, {@link HeUniform} weights, whose
 * fan-in is {@code outChannels / group · kernelSize²}, as in MindSpore and PyTorch for these weights.
 *
 * @param inChannels channels of the input
 * @param outChannels channels of the output
 * @param window size, stride, border and dilation of the kernel
 * @param outputPadding how much larger the output is, at the end of each axis; only with {@link PadMode#PAD}, and smaller
 *     than the stride or the dilation
 * @param group number of groups of channels that are convolved separately
 * @param hasBias whether a bias is added
 * @param weightInit initial values of the weight
 * @param biasInit initial values of the bias
 */
public record Conv2dTranspose(
        int inChannels,
        int outChannels,
        Window window,
        int outputPadding,
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
    public Conv2dTranspose {
        Convolutions.check(inChannels, outChannels, window, group);
        Require.atLeast("outputPadding", outputPadding, 0, "pass the number of additional output elements");
        if (outputPadding > 0 && window.padMode() != PadMode.PAD) {
            throw Require.broken(
                    "outputPadding", "must be 0 with pad mode " + window.padMode(), outputPadding, "use PadMode.PAD");
        }
        if (outputPadding > 0 && outputPadding >= Math.max(window.stride(), window.dilation())) {
            throw Require.broken(
                    "outputPadding",
                    "must be smaller than the stride or the dilation",
                    outputPadding,
                    "pass stride - 1 at most");
        }
        Objects.requireNonNull(weightInit, "weightInit");
        Objects.requireNonNull(biasInit, "biasInit");
    }

    /**
     * A transposed convolution with the defaults.
     *
     * @param inChannels channels of the input
     * @param outChannels channels of the output
     * @param kernelSize width of the square kernel
     */
    public Conv2dTranspose(int inChannels, int outChannels, int kernelSize) {
        this(
                inChannels,
                outChannels,
                new Window(kernelSize, 1, PadMode.SAME, 0, 1),
                0,
                1,
                false,
                new HeUniform(Math.sqrt(5)),
                new Zero());
    }

    /**
     * This convolution with a different stride.
     *
     * @param value the factor by which the output is larger
     * @return the changed cell
     */
    public Conv2dTranspose withStride(int value) {
        return with(window.withStride(value), outputPadding);
    }

    /**
     * This convolution with a different treatment of the border.
     *
     * @param mode {@link PadMode#SAME} or {@link PadMode#VALID}
     * @return the changed cell
     */
    public Conv2dTranspose withPadMode(PadMode mode) {
        return with(window.withPadMode(mode), 0);
    }

    /**
     * This convolution with the border of its output removed.
     *
     * @param border number of elements removed on each side
     * @param beyond how much larger the output is, at the end of each axis; smaller than the stride or the dilation
     * @return the changed cell
     */
    public Conv2dTranspose withPadding(int border, int beyond) {
        return with(window.withPadding(border), beyond);
    }

    /**
     * This convolution with a dilated kernel.
     *
     * @param value distance between elements of the kernel
     * @return the changed cell
     */
    public Conv2dTranspose withDilation(int value) {
        return with(window.withDilation(value), outputPadding);
    }

    private Conv2dTranspose with(Window other, int beyond) {
        return new Conv2dTranspose(inChannels, outChannels, other, beyond, group, hasBias, weightInit, biasInit);
    }

    /**
     * This convolution in groups of channels.
     *
     * @param value number of groups
     * @return the changed cell
     */
    public Conv2dTranspose withGroup(int value) {
        return new Conv2dTranspose(
                inChannels, outChannels, window, outputPadding, value, hasBias, weightInit, biasInit);
    }

    /**
     * This convolution with a bias.
     *
     * @return the changed cell
     */
    public Conv2dTranspose withBias() {
        return new Conv2dTranspose(inChannels, outChannels, window, outputPadding, group, true, weightInit, biasInit);
    }

    /**
     * This convolution with different initial values of its weight.
     *
     * @param initializer the start
     * @return the changed cell
     */
    public Conv2dTranspose withWeightInit(Initializer initializer) {
        return new Conv2dTranspose(
                inChannels, outChannels, window, outputPadding, group, hasBias, initializer, biasInit);
    }

    @Override
    public String kind() {
        return "convtranspose";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Attributes attributes = placed().with("dilations", window.dilations(2)).with("group", group);
        Value weight = builder.parameter("weight", weightInit, window.weightShape(inChannels, outChannels / group, 2));
        return hasBias
                ? builder.call("ConvTranspose", attributes, x, weight, builder.parameter("bias", biasInit, outChannels))
                : builder.call("ConvTranspose", attributes, x, weight);
    }

    /**
     * Where the output is cropped. Runtimes disagree on the side on which SAME crops more in a transposed convolution, so
     * the pads are explicit: at the end, which matches the padding of the convolution that this is the adjoint of.
     */
    private Attributes placed() {
        if (window.padMode() != PadMode.SAME) {
            return window.attributes(2).with("output_padding", new long[] {outputPadding, outputPadding});
        }
        int reach = window.dilation() * (window.kernelSize() - 1) + 1;
        int cut = Math.max(0, reach - window.stride());
        int beyond = Math.max(0, window.stride() - reach);
        int begin = cut / 2;
        return window.withPadding(0)
                .attributes(2)
                .with("pads", new long[] {begin, begin, cut - begin, cut - begin})
                .with("output_padding", new long[] {beyond, beyond});
    }
}
