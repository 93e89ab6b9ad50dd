package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.AxisRange;
import org.dpmodel.graph.type.OperatorCall;

/** Pad: adds slices before and after an axis, filled with one number or copied from the tensor; negative pads remove slices. */
final class Padding implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        long[] dims = call.input(0).shape().dims();
        long[] pads = pads(call);
        for (int i = 0; i < dims.length; i++) {
            dims[i] += pads[i] + pads[i + dims.length];
        }
        call.require(LongStream.of(dims).allMatch(d -> d >= 0), () -> "its pads remove more than the whole axis");
        return List.of(call.input(0).type().withShape(Shape.of(dims)));
    }

    /** Pads before all axes, then after all axes. */
    private static long[] pads(OperatorCall call) {
        Shape shape = call.input(0).shape();
        long[] axes = call.has(3)
                ? call.constantInts(3)
                : LongStream.range(0, shape.rank()).toArray();
        long[] given = call.constantInts(1);
        call.require(
                given.length == 2 * axes.length,
                () -> "pads must have " + 2 * axes.length + " entries, found " + given.length);
        long[] pads = new long[2 * shape.rank()];
        for (int i = 0; i < axes.length; i++) {
            int axis = shape.axis(axes[i]);
            pads[axis] = given[i];
            pads[axis + shape.rank()] = given[i + axes.length];
        }
        return pads;
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1, 2, 3);
    }

    @Override
    public Set<Integer> shapeInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        Dependence data = IsolationRules.sharedSettings(call, inputs);
        long[] pads = pads(call);
        int rank = call.input(0).shape().rank();
        if (inputs.get(1).onCount()
                || (data.onExamples() && (pads[data.exampleAxis()] != 0 || pads[data.exampleAxis() + rank] != 0))) {
            throw IsolationRules.mixes(
                    call, "it adds rows to the batch, or as many slices as there are rows", "pad each example only");
        }
        return data;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        int rank = x.shape().rank();
        long[] pads = pads(call);
        List<AxisRange> kept = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            long before = Math.max(0, -pads[i]);
            kept.add(new AxisRange(i, before, x.dim(i) - before - Math.max(0, -pads[i + rank]), 1));
        }
        long[] added = LongStream.of(pads).map(pad -> Math.max(0, pad)).toArray();
        Value inside = Ranges.cut(ops, x, kept);
        List<UnaryOperator<Value>> back = new ArrayList<>();
        Value y = call.attributes().text("mode", "constant").equals("constant")
                ? surrounded(ops, call, inside, added, back)
                : continued(recorder, call, inside, added, back);
        return Recording.of(
                y,
                (gradient, sink) -> sink.activation(0, () -> {
                    Value carried = gradient;
                    for (int i = back.size() - 1; i >= 0; i--) {
                        carried = back.get(i).apply(carried);
                    }
                    return Ranges.restore(ops, carried, x.shape(), kept);
                }));
    }

    private static Value surrounded(Ops ops, OperatorCall call, Value x, long[] pads, List<UnaryOperator<Value>> back) {
        if (LongStream.of(pads).allMatch(pad -> pad == 0)) {
            return x;
        }
        List<AxisRange> own = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            own.add(new AxisRange(i, pads[i], x.dim(i), 1));
        }
        back.add(gradient -> Ranges.cut(ops, gradient, own));
        float number = number(call);
        return number == 0 ? ops.pad(x, pads) : ops.padWith(x, number, pads);
    }

    private static float number(OperatorCall call) {
        if (!call.has(2)) {
            return 0;
        }
        Constant number = call.input(2)
                .constant()
                .orElseThrow(() -> call.error("the padding value must be a constant: freeze it"));
        if (number.type().dataType() == DataType.FLOAT) {
            return number.toFloats()[0];
        }
        long whole = number.toLongs()[0];
        call.require(whole == 0, () -> "integers are padded with 0 only, found " + whole);
        return 0;
    }

    private static Value continued(
            Recorder recorder, OperatorCall call, Value x, long[] pads, List<UnaryOperator<Value>> back) {
        Ops ops = recorder.ops();
        Value y = x;
        int rank = x.shape().rank();
        for (int i = 0; i < rank; i++) {
            if (pads[i] + pads[i + rank] > 0) {
                int axis = i;
                Shape before = y.shape();
                long[] indices = LongStream.range(-pads[axis], x.dim(axis) + pads[axis + rank])
                        .map(place -> inside(call, place, x.dim(axis)))
                        .toArray();
                y = AxisIndices.pick(ops, y, axis, indices);
                back.add(gradient -> AxisIndices.restore(ops, gradient, before, axis, indices, recorder.exampleAxis()));
            }
        }
        return y;
    }

    /** The slice that is repeated at a position outside the tensor. */
    private static long inside(OperatorCall call, long place, long size) {
        String mode = call.attributes().text("mode", "constant");
        return switch (mode) {
            case "edge" -> Math.max(0, Math.min(size - 1, place));
            case "wrap" -> Math.floorMod(place, size);
            case "reflect" -> {
                long mirrored = place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place;
                call.require(
                        mirrored >= 0 && mirrored < size,
                        () -> "pads of mode reflect must be smaller than the axis, whose size is " + size);
                yield mirrored;
            }
            default -> throw call.error("mode must be constant, reflect, edge or wrap, found " + mode);
        };
    }
}
