package org.dpmodel.graph.type;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;

/** Axis settings from the attributes and constant inputs of nodes, read in one place for the compiler and engines. */
public final class LayoutSettings {
    private LayoutSettings() {}

    /**
     * The axis of a Concat, Split or Gather.
     *
     * @param call the node
     * @return the axis of its first input, counted from the start
     */
    public static int axis(OperatorCall call) {
        return call.input(0).shape().axis(call.attributes().integer("axis", 0));
    }

    /**
     * The sizes of the parts of a Split: those given, or equal sizes, where the last one may be smaller.
     *
     * @param call the node
     * @return as many sizes as the node has outputs
     * @throws org.dpmodel.graph.GraphException if they do not fill the axis
     */
    public static long[] splitSizes(OperatorCall call) {
        long whole = call.input(0).dim(axis(call));
        long[] sizes;
        if (call.has(1)) {
            sizes = call.constantInts(1);
        } else {
            sizes = new long[call.outputCount()];
            long each = (whole + sizes.length - 1) / sizes.length;
            Arrays.setAll(sizes, i -> Math.max(0, Math.min(each, whole - i * each)));
        }
        call.require(
                sizes.length == call.outputCount() && Arrays.stream(sizes).sum() == whole,
                () -> "sizes " + Arrays.toString(sizes) + " do not fill axis " + axis(call) + " of "
                        + call.input(0).type());
        return sizes;
    }

    /**
     * The order of axes of a Transpose; reversed if none is given.
     *
     * @param call the node
     * @return for each axis of the output, that of the input
     * @throws org.dpmodel.graph.GraphException if it is not an order of all axes
     */
    public static int[] permutation(OperatorCall call) {
        int rank = call.input(0).shape().rank();
        long[] reversed = LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        int[] permutation = LongStream.of(call.attributes().integers("perm", reversed))
                .mapToInt(Math::toIntExact)
                .toArray();
        call.require(
                Arrays.equals(
                        IntStream.of(permutation).sorted().toArray(),
                        IntStream.range(0, rank).toArray()),
                () -> "perm must order the axes 0.." + (rank - 1) + ", found " + Arrays.toString(permutation));
        return permutation;
    }

    /**
     * The axes of a reduction: from the second input, from the attribute that older operator sets have instead, or all.
     *
     * @param call the node
     * @return axes counted from the start, in ascending order; none if {@code noop_with_empty_axes} is set
     */
    public static int[] reductionAxes(OperatorCall call) {
        Shape shape = call.input(0).shape();
        long[] given = new long[0];
        if (call.has(1)) {
            given = call.constantInts(1);
        } else if (call.attributes().has("axes")) {
            given = call.attributes().integers("axes");
        }
        if (given.length > 0 || call.attributes().integer("noop_with_empty_axes", 0) != 0) {
            return LongStream.of(given)
                    .mapToInt(shape::axis)
                    .sorted()
                    .distinct()
                    .toArray();
        }
        return IntStream.range(0, shape.rank()).toArray();
    }

    /**
     * Whether a reduction keeps its axes, with size 1.
     *
     * @param call the node
     * @return true unless {@code keepdims} is 0
     */
    public static boolean keepsAxes(OperatorCall call) {
        return call.attributes().integer("keepdims", 1) == 1;
    }

    /**
     * The element that a ConstantOfShape repeats.
     *
     * @param call the node
     * @return a tensor of one element; float zero if none is given
     */
    public static Constant filler(OperatorCall call) {
        return call.attributes().values().get("value") instanceof Attribute.Tensor tensor
                ? tensor.value()
                : Constant.floats(Shape.of(1), 0);
    }
}
