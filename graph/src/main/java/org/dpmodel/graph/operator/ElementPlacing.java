package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * ScatterElements: elements along an axis are overwritten by index, or added to. In networks it is written as a comparison
 * of all indices with all places, so that no device has to decide which of two writes wins: it is the last one, as in ONNX
 * Runtime. Graphs of the compiler contain the operator itself.
 */
final class ElementPlacing implements CompositeOperator {
    private static final int INDICES = 1;
    private static final int UPDATES = 2;

    /** Pairs of an index and a place take 4 MiB for each example. */
    private static final long MOST_PAIRS = 1L << 20;

    @Override
    public List<TensorType> infer(OperatorCall call) {
        return Layout.SCATTER.infer(call);
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(INDICES);
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        Value data = call.input(0);
        Shape shape = data.shape();
        Shape places = call.input(INDICES).shape();
        int axis = shape.axis(call.attributes().integer("axis", 0));
        call.require(
                places.rank() == shape.rank()
                        && IntStream.range(0, shape.rank()).allMatch(i -> i == axis || places.dim(i) == shape.dim(i)),
                () -> "its indices must have the shape of its data, but for axis " + axis + ", found " + places
                        + " and " + shape);
        long count = places.dim(axis);
        long size = shape.dim(axis);
        call.require(
                count * size <= MOST_PAIRS,
                () -> "it compares " + count + " indices with " + size + " places along axis " + axis + ", and may"
                        + " compare " + MOST_PAIRS + " pairs at most: join the parts with Concat or select them with"
                        + " Where");
        String reduction = call.attributes().text("reduction", "none");
        call.require(
                reduction.equals("none") || reduction.equals("add"),
                () -> "its reduction must be none or add, found " + reduction
                        + ": compute what is to be written first");
        Value indices = ops.reshape(
                Picking.fromStart(ops, call.input(INDICES), size), RankedElements.apart(places, axis, 1, count));
        Value updates = ops.reshape(
                ops.cast(call.input(UPDATES), DataType.FLOAT), RankedElements.apart(places, axis, 1, count));
        Value each = ops.reshape(
                ops.ints(LongStream.range(0, size).toArray()), RankedElements.beside(shape.rank(), axis, size, 1));
        Value hit = ops.elementwise("Equal", indices, each);
        Value old = ops.cast(data, DataType.FLOAT);
        Value result = reduction.equals("add")
                ? ops.add(old, written(ops, hit, updates, axis))
                : overwritten(ops, old, hit, updates, axis);
        return List.of(ops.cast(result, data.type().dataType()));
    }

    /** Sums over the indices; selected, not multiplied, since the others may be infinite. */
    private static Value written(Ops ops, Value hit, Value updates, int axis) {
        return ops.reduceSum(ops.where(hit, updates, ops.scalar(0)), false, axis + 1);
    }

    private static Value overwritten(Ops ops, Value old, Value hit, Value updates, int axis) {
        long count = updates.dim(axis + 1);
        Value order = ops.counted(1, RankedElements.beside(old.shape().rank(), axis, 1, count));
        Value last = ops.reduceMax(ops.where(hit, order, ops.scalar(0)), true, axis + 1);
        Value wins = ops.and(hit, ops.elementwise("Equal", order, last));
        Value any = ops.reshape(ops.elementwise("Greater", last, ops.scalar(0)), old.shape());
        return ops.where(any, written(ops, wins, updates, axis), old);
    }
}
