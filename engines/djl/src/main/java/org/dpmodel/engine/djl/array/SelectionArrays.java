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
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;

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
        return NDArrays.concat(parts, node.shape(0).axis(node.attributes().integer("axis", 0)));
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
        Shape shape = node.shape(0);
        int axis = shape.axis(node.attributes().integer("axis", 0));
        long parts = node.outputs();
        long equal = (shape.dim(axis) + parts - 1) / parts;
        long[] sizes = node.has(1)
                ? node.ints(1)
                : LongStream.range(0, parts)
                        .map(i -> Math.max(0, Math.min(equal, shape.dim(axis) - i * equal)))
                        .toArray();
        node.require(
                sizes.length == parts && LongStream.of(sizes).sum() == shape.dim(axis),
                "sizes " + Arrays.toString(sizes) + " do not fill axis " + axis + " of " + shape);
        List<NDArray> results = new ArrayList<>();
        long start = 0;
        for (long size : sizes) {
            results.add(range(node.in(0), axis, start, start + size, 1));
            start += size;
        }
        return results;
    }

    private static NDArray slice(ArrayNode node) {
        long[] starts = node.ints(1);
        long[] ends = node.ints(2);
        long[] axes =
                node.has(3) ? node.ints(3) : LongStream.range(0, starts.length).toArray();
        long[] ones = LongStream.generate(() -> 1).limit(starts.length).toArray();
        long[] steps = node.has(4) ? node.ints(4) : ones;
        NDArray sofar = node.in(0);
        for (int i = 0; i < starts.length; i++) {
            int axis = node.shape(0).axis(axes[i]);
            sofar = along(node, sofar, axis, starts[i], ends[i], steps[i]);
        }
        return sofar;
    }

    /** Engines have no negative steps: the same elements are taken forwards, then turned around. */
    private static NDArray along(ArrayNode node, NDArray x, int axis, long from, long to, long step) {
        node.require(step != 0, "a step of 0 never ends");
        long size = x.getShape().get(axis);
        long start = from < 0 ? Math.max(from, -size) + size : from;
        long end = to < 0 ? Math.max(to, -size - 1) + size : to;
        if (step > 0) {
            long stop = Math.min(size, end);
            node.require(start < stop, "an empty slice cannot be computed");
            return range(x, axis, start, stop, step);
        }
        start = Math.min(size - 1, start);
        long count = Math.max(0, (start - end - step - 1) / -step);
        node.require(count > 0, "an empty slice cannot be computed");
        return range(x, axis, start + (count - 1) * step, start + 1, -step).flip(axis);
    }

    private static NDArray gather(ArrayNode node) {
        Shape data = node.shape(0);
        int axis = data.axis(node.attributes().integer("axis", 0));
        NDArray picked = node.isConstant(1) ? slices(node, data, axis) : picked(node, axis);
        LongStream dims = LongStream.concat(
                LongStream.concat(
                        LongStream.of(data.dims()).limit(axis),
                        LongStream.of(node.shape(1).dims())),
                LongStream.of(data.dims()).skip(axis + 1L));
        return picked.reshape(dims.toArray());
    }

    /** Positions that the graph computes. */
    private static NDArray picked(ArrayNode node, int axis) {
        return node.in(0).get(new NDIndex(":,".repeat(axis) + "{}", node.in(1).flatten()));
    }

    /** Positions that are known beforehand, one slice for each. */
    private static NDArray slices(ArrayNode node, Shape data, int axis) {
        Constant positions = node.constant(1);
        long size = data.dim(axis);
        NDList slices = new NDList();
        for (long position : positions.toLongs()) {
            long place = position < 0 ? position + size : position;
            node.require(place >= 0 && place < size, "position " + position + " is outside of axis " + axis);
            slices.add(range(node.in(0), axis, place, place + 1, 1));
        }
        return slices.size() == 1 ? slices.get(0) : NDArrays.concat(slices, axis);
    }

    private static NDArray pad(ArrayNode node) {
        String mode = node.attributes().text("mode", "constant");
        node.require(mode.equals("constant"), "mode must be constant, found " + mode);
        node.require(!node.has(3), "axes are not supported: write the pads of all axes out");
        double value = node.has(2) ? node.constant(2).toFloats()[0] : 0;
        return padded(node, node.in(0), node.ints(1), value);
    }

    /** Blocks of the value before and after each axis, which all engines can join; negative pads cut off. */
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
        Constant value = node.attributes().values().get("value") instanceof Attribute.Tensor tensor
                ? tensor.value()
                : Constant.floats(Shape.of(1), 0);
        node.require(
                value.type().dataType() == DataType.FLOAT,
                "elements must be float, found " + value.type().dataType());
        return node.in(0)
                .getManager()
                .full(
                        new ai.djl.ndarray.types.Shape(node.ints(0)),
                        value.toFloats()[0],
                        ai.djl.ndarray.types.DataType.FLOAT32);
    }
}
