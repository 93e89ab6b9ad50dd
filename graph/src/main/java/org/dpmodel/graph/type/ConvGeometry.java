package org.dpmodel.graph.type;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;

/**
 * How a window slides over the spatial axes of {@code [batch, channels, spatial...]}; one number for each spatial axis.
 * Immutable by convention: the arrays are never written after construction.
 */
public final class ConvGeometry {
    private final long[] kernel;
    private final long[] strides;
    private final long[] dilations;
    private final long[] padsBegin;
    private final long[] padsEnd;
    private final long groups;

    private ConvGeometry(
            long[] kernel, long[] strides, long[] dilations, long[] padsBegin, long[] padsEnd, long groups) {
        this.kernel = kernel;
        this.strides = strides;
        this.dilations = dilations;
        this.padsBegin = padsBegin;
        this.padsEnd = padsEnd;
        this.groups = groups;
    }

    /**
     * The geometry of a convolution or pooling node, with {@code auto_pad} resolved.
     *
     * @param call the node; its first input is {@code [batch, channels, spatial...]}
     * @param kernel size of the window
     * @return the geometry
     * @throws GraphException if an attribute does not fit
     */
    public static ConvGeometry of(OperatorCall call, long[] kernel) {
        Shape input = call.input(0).shape();
        int axes = input.rank() - 2;
        call.require(axes >= 1, () -> "its input must be [batch, channels, spatial...], found " + input);
        call.require(
                LongStream.of(input.dims()).skip(2).allMatch(size -> size <= Integer.MAX_VALUE),
                () -> "its input must have at most 2147483647 elements along an axis, found " + input);
        call.require(
                kernel.length == axes && Arrays.stream(kernel).allMatch(k -> k >= 1 && k <= Integer.MAX_VALUE),
                () -> "kernel_shape must be " + axes + " numbers in [1, 2147483647] for input " + input + ", found "
                        + Arrays.toString(kernel));
        long[] ones = new long[axes];
        Arrays.fill(ones, 1);
        long[] strides = positive(call, "strides", ones);
        long[] dilations = positive(call, "dilations", ones);
        long[] pads = call.attributes().integers("pads", new long[2 * axes]);
        call.require(
                pads.length == 2 * axes && Arrays.stream(pads).allMatch(p -> p >= 0 && p <= Integer.MAX_VALUE),
                () -> "pads must be " + 2 * axes + " numbers in [0, 2147483647], found " + Arrays.toString(pads));
        long[] begin = Arrays.copyOfRange(pads, 0, axes);
        long[] end = Arrays.copyOfRange(pads, axes, 2 * axes);
        String autoPad = call.attributes().text("auto_pad", "NOTSET");
        if (autoPad.startsWith("SAME_")) {
            for (int i = 0; i < axes; i++) {
                long size = input.dim(i + 2);
                long outputs = (size + strides[i] - 1) / strides[i];
                long total = Math.max(0, (outputs - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1 - size);
                begin[i] = autoPad.equals("SAME_UPPER") ? total / 2 : (total + 1) / 2;
                end[i] = total - begin[i];
            }
        } else {
            call.require(
                    autoPad.equals("NOTSET") || autoPad.equals("VALID"),
                    () -> "auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER, found " + autoPad);
        }
        if (call.attributes().integer("ceil_mode", 0) != 0) {
            for (int i = 0; i < axes; i++) {
                long rest = input.dim(i + 2) + begin[i] + end[i] - dilations[i] * (kernel[i] - 1) - 1;
                end[i] += beyond(rest, strides[i], input.dim(i + 2) + begin[i]);
            }
        }
        long groups = call.attributes().integer("group", 1);
        call.require(groups >= 1, () -> "group must be at least 1, found " + groups);
        ConvGeometry geometry = new ConvGeometry(kernel.clone(), strides, dilations, begin, end, groups);
        for (int i = 0; i < axes; i++) {
            int axis = i;
            call.require(
                    geometry.outputSize(axis, input.dim(axis + 2)) >= 1,
                    () -> "the window of " + Arrays.toString(kernel) + " does not fit into input " + input);
        }
        return geometry;
    }

    /**
     * The additional padding for a last window that extends beyond the input, if the number of windows is rounded up; a
     * window that would start after the input is omitted.
     */
    private static long beyond(long rest, long stride, long starts) {
        long last = Math.floorDiv(rest + stride - 1, stride) * stride;
        return Math.max(0, (last >= starts ? last - stride : last) - rest);
    }

    private static long[] positive(OperatorCall call, String attribute, long[] absent) {
        long[] values = call.attributes().integers(attribute, absent);
        call.require(
                values.length == absent.length && Arrays.stream(values).allMatch(v -> v >= 1 && v <= Integer.MAX_VALUE),
                () -> attribute + " must be " + absent.length + " numbers in [1, 2147483647], found "
                        + Arrays.toString(values));
        return values;
    }

    /**
     * The number of window positions along one axis: ⌊(size + pads − dilation (kernel − 1) − 1) / stride⌋ + 1.
     *
     * @param axis the spatial axis, from 0
     * @param size size of the input along it
     * @return size of the output along it
     */
    public long outputSize(int axis, long size) {
        long free = size + padsBegin[axis] + padsEnd[axis] - reach(axis) - 1;
        return free < 0 ? 0 : free / strides[axis] + 1;
    }

    /**
     * Distance from the first to the last element of the window.
     *
     * @param axis the spatial axis
     * @return dilation (kernel − 1)
     */
    public long reach(int axis) {
        return dilations[axis] * (kernel[axis] - 1);
    }

    /**
     * The output shape of a window that slides over an input.
     *
     * @param input {@code [batch, channels, spatial...]}
     * @param channels channels of the output
     * @return {@code [batch, channels, positions...]}
     */
    public Shape outputShape(Shape input, long channels) {
        long[] dims = input.dims();
        dims[1] = channels;
        for (int i = 0; i < kernel.length; i++) {
            dims[i + 2] = outputSize(i, dims[i + 2]);
        }
        return Shape.of(dims);
    }

    /**
     * All attributes of a Conv node with this geometry.
     *
     * @return kernel_shape, strides, pads, dilations, group
     */
    public Attributes attributes() {
        return window().with("dilations", dilations).with("group", groups);
    }

    /**
     * The attributes of a pooling node with this geometry.
     *
     * @return kernel_shape, strides, pads
     */
    public Attributes window() {
        long[] pads = Arrays.copyOf(padsBegin, 2 * kernel.length);
        System.arraycopy(padsEnd, 0, pads, kernel.length, kernel.length);
        return Attributes.none()
                .with("auto_pad", new Attribute.Text("NOTSET"))
                .with("kernel_shape", kernel)
                .with("strides", strides)
                .with("pads", pads);
    }

    /**
     * Another geometry on the same axes.
     *
     * @param newKernel size of the window
     * @param newStrides strides
     * @param newDilations dilations
     * @param newBegin zeros before
     * @param newEnd zeros after
     * @param newGroups groups
     * @return the geometry
     */
    public static ConvGeometry explicit(
            long[] newKernel, long[] newStrides, long[] newDilations, long[] newBegin, long[] newEnd, long newGroups) {
        return new ConvGeometry(newKernel, newStrides, newDilations, newBegin, newEnd, newGroups);
    }

    /**
     * This geometry for an input that is already padded.
     *
     * @return the same window without pads
     */
    public ConvGeometry withoutPads() {
        long[] none = new long[axes()];
        return new ConvGeometry(kernel, strides, dilations, none, none, groups);
    }

    /**
     * Whether the window reaches beyond the input.
     *
     * @return true if a pad is not zero
     */
    public boolean hasPads() {
        return LongStream.concat(LongStream.of(padsBegin), LongStream.of(padsEnd))
                .anyMatch(p -> p > 0);
    }

    /**
     * Whether windows tile the input, without pads or gaps.
     *
     * @return true if the stride is the size of the window
     */
    public boolean tiles() {
        return Arrays.equals(kernel, strides) && Arrays.stream(dilations).allMatch(d -> d == 1) && !hasPads();
    }

    /**
     * The pads of all axes of an input, in the format of the Pad operator.
     *
     * @return before batch, channels and the spatial axes, then after them
     */
    public long[] padsOfAllAxes() {
        int rank = axes() + 2;
        long[] pads = new long[2 * rank];
        System.arraycopy(padsBegin, 0, pads, 2, axes());
        System.arraycopy(padsEnd, 0, pads, rank + 2, axes());
        return pads;
    }

    /**
     * The number of elements of the window.
     *
     * @return 9 for 3 x 3
     */
    public long elements() {
        return Arrays.stream(kernel).reduce(1, Math::multiplyExact);
    }

    /**
     * The number of spatial axes.
     *
     * @return 2 for images
     */
    public int axes() {
        return kernel.length;
    }

    /**
     * Size of the window.
     *
     * @return one number for each spatial axis
     */
    public long[] kernel() {
        return kernel.clone();
    }

    /**
     * Distance between window positions.
     *
     * @return one number for each spatial axis
     */
    public long[] strides() {
        return strides.clone();
    }

    /**
     * Distance between elements of the window.
     *
     * @return one number for each spatial axis
     */
    public long[] dilations() {
        return dilations.clone();
    }

    /**
     * Padding before the input.
     *
     * @return one number for each spatial axis
     */
    public long[] padsBegin() {
        return padsBegin.clone();
    }

    /**
     * Padding after the input.
     *
     * @return one number for each spatial axis
     */
    public long[] padsEnd() {
        return padsEnd.clone();
    }

    /**
     * The number of groups of channels that are convolved separately.
     *
     * @return the number of groups
     */
    public long groups() {
        return groups;
    }

    /**
     * Whether the window moves in steps of one, and covers every element.
     *
     * @return true if all strides are 1
     */
    public boolean hasUnitStrides() {
        return Arrays.stream(strides).allMatch(s -> s == 1);
    }

    /**
     * Whether every window position covers at least one element of an input, not only padding.
     *
     * @param input {@code [batch, channels, spatial...]}
     * @return false if a window is entirely in the padding
     */
    public boolean everyWindowMeets(Shape input) {
        for (int i = 0; i < kernel.length; i++) {
            long size = input.dim(i + 2);
            long last = outputSize(i, size) - 1;
            if (last >= 0 && !(meets(i, -padsBegin[i], size) && meets(i, last * strides[i] - padsBegin[i], size))) {
                return false;
            }
            // If a whole axis fits between two elements of a window, windows between these two may miss it as well.
            for (long position = 1; size < dilations[i] && position < last; position++) {
                if (!meets(i, position * strides[i] - padsBegin[i], size)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the first element of a window that is not before an axis is also not after it. */
    private boolean meets(int axis, long start, long size) {
        long before = start >= 0 ? 0 : (dilations[axis] - 1 - start) / dilations[axis];
        return before < kernel[axis] && start + before * dilations[axis] < size;
    }

    /**
     * Whether windows share elements.
     *
     * @return true if a stride is smaller than the reach of the window
     */
    public boolean overlaps() {
        for (int i = 0; i < kernel.length; i++) {
            if (strides[i] <= reach(i)) {
                return true;
            }
        }
        return false;
    }
}
