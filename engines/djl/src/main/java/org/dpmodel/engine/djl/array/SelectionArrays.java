package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.type.AxisRange;
import org.dpmodel.graph.type.ConstantPads;
import org.dpmodel.graph.type.LayoutSettings;

/** Parts of values, and constants. */
final class SelectionArrays {
    private SelectionArrays() {}

    static void addTo(Map<String, ArrayOperator> operators) {
        operators.put("Concat", ArrayOperators.single(SelectionArrays::concat));
        operators.put("Split", SelectionArrays::split);
        operators.put("Slice", ArrayOperators.single(SelectionArrays::slice));
        operators.put("Gather", ArrayOperators.single(SelectionArrays::gather));
        operators.put("Pad", ArrayOperators.single(SelectionArrays::pad));
        operators.put("ConstantOfShape", ArrayOperators.single(SelectionArrays::constantOfShape));
    }

    private static NDArray concat(ArrayNode node) {
        NDList parts = new NDList();
        for (int i = 0; i < node.inputs(); i++) {
            parts.add(node.in(i));
        }
        return NDArrays.concat(parts, LayoutSettings.axis(node.call()));
    }

    /** Elements start, start + step, ... of an axis, before end. */
    private static NDArray range(NDArray x, int axis, long start, long end, long step) {
        if (start == 0 && step == 1 && end == x.getShape().get(axis)) {
            return x;
        }
        NDIndex index = new NDIndex();
        for (int i = 0; i < axis; i++) {
            index.addAllDim();
        }
        return x.get(index.addSliceDim(start, end, step).addEllipseDim());
    }

    private static List<NDArray> split(ArrayNode node) {
        int axis = LayoutSettings.axis(node.call());
        List<NDArray> results = new ArrayList<>();
        long start = 0;
        for (long size : LayoutSettings.splitSizes(node.call())) {
            results.add(range(node.in(0), axis, start, start + size, 1));
            start += size;
        }
        return results;
    }

    /** Engines have no negative steps: the same elements are sliced forwards, then reversed. */
    private static NDArray slice(ArrayNode node) {
        NDArray sofar = node.in(0);
        for (AxisRange range : AxisRange.of(node.call())) {
            node.require(range.count() > 0, "an empty slice cannot be computed");
            AxisRange forwards = range.forwards();
            NDArray taken = range(sofar, range.axis(), forwards.start(), forwards.end(), forwards.step());
            sofar = range.step() > 0 ? taken : taken.flip(range.axis());
        }
        return sofar;
    }

    private static NDArray gather(ArrayNode node) {
        int axis = LayoutSettings.axis(node.call());
        NDArray picked = node.call()
                .input(1)
                .constant()
                .map(positions -> slices(node, positions.toLongs(), axis))
                .orElseGet(() -> picked(node, axis));
        return picked.reshape(node.outputShape(0));
    }

    /** Positions that the graph computes. */
    private static NDArray picked(ArrayNode node, int axis) {
        return node.in(0).get(new NDIndex(":,".repeat(axis) + "{}", node.in(1).flatten()));
    }

    /** Constant positions, one slice for each. */
    private static NDArray slices(ArrayNode node, long[] positions, int axis) {
        long size = node.shape(0).dim(axis);
        NDList slices = new NDList();
        for (long position : positions) {
            long place = position < 0 ? position + size : position;
            node.require(place >= 0 && place < size, "position " + position + " is outside of axis " + axis);
            slices.add(range(node.in(0), axis, place, place + 1, 1));
        }
        return slices.size() == 1 ? slices.get(0) : NDArrays.concat(slices, axis);
    }

    private static NDArray pad(ArrayNode node) {
        ConstantPads pads = ConstantPads.of(node.call());
        long[] all = LongStream.concat(LongStream.of(pads.begin()), LongStream.of(pads.end()))
                .toArray();
        return padded(node, node.in(0), all, pads.value());
    }

    /** Concatenates constant blocks before and after each axis, which all engines support; negative pads remove elements. */
    static NDArray padded(ArrayNode node, NDArray x, long[] pads, double value) {
        int rank = pads.length / 2;
        NDArray sofar = x;
        for (int axis = 0; axis < rank; axis++) {
            long begin = pads[axis];
            long end = pads[rank + axis];
            long size = sofar.getShape().get(axis);
            long from = Math.max(0, -begin);
            long to = size - Math.max(0, -end);
            node.require(from < to, "pads " + Arrays.toString(pads) + " cut everything off");
            NDArray kept = range(sofar, axis, from, to, 1);
            NDList parts = new NDList();
            block(parts, kept, axis, begin, value);
            parts.add(kept);
            block(parts, kept, axis, end, value);
            sofar = parts.size() == 1 ? kept : NDArrays.concat(parts, axis);
        }
        return sofar;
    }

    private static void block(NDList parts, NDArray like, int axis, long count, double value) {
        if (count > 0) {
            long[] dims = like.getShape().getShape().clone();
            dims[axis] = count;
            parts.add(like.getManager().full(new ai.djl.ndarray.types.Shape(dims), (float) value, like.getDataType()));
        }
    }

    private static NDArray constantOfShape(ArrayNode node) {
        Constant value = LayoutSettings.filler(node.call());
        node.require(
                value.type().dataType() == DataType.FLOAT,
                "elements must be float, found " + value.type().dataType());
        return node.in(0)
                .getManager()
                .full(node.outputShape(0), value.toFloats()[0], ai.djl.ndarray.types.DataType.FLOAT32);
    }
}
