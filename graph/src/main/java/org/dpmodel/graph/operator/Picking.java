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
import org.dpmodel.graph.gradient.EmbeddingGradient;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Gather: slices of each example by constant indices, or rows of a table that all examples share by indices computed from
 * them (an embedding).
 */
final class Picking implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        return Layout.GATHER.infer(call);
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        Dependence data = inputs.get(0);
        Dependence indices = inputs.get(1);
        int axis = LayoutSettings.axis(call);
        if (data.onExamples()) {
            IsolationRules.sharedSettings(call, inputs);
            IsolationRules.notAlong(call, data, axis);
            int added = call.input(1).shape().rank() - 1;
            int moved = data.exampleAxis() < axis ? data.exampleAxis() : data.exampleAxis() + added;
            return data.onAxis(moved);
        }
        return indices.onExamples() ? indices.onAxis(axis + indices.exampleAxis()) : Dependence.SHARED;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        return call.input(1).constant().isPresent() ? picked(recorder, call) : embedded(recorder, call);
    }

    private static Recording picked(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        int axis = LayoutSettings.axis(call);
        long size = x.dim(axis);
        long[] indices = LongStream.of(call.constantInts(1))
                .map(i -> i < 0 ? i + size : i)
                .toArray();
        call.require(
                LongStream.of(indices).allMatch(i -> i >= 0 && i < size),
                () -> "its indices must be in [" + -size + ", " + size + ")");
        Shape result = Layout.GATHER.infer(call).get(0).shape();
        int rank = call.input(1).shape().rank();
        int examples =
                recorder.exampleAxis() < axis + rank ? recorder.exampleAxis() : recorder.exampleAxis() - rank + 1;
        Shape flat = x.shape().with(axis, indices.length);
        return Recording.of(
                ops.reshape(AxisIndices.pick(ops, x, axis, indices), result),
                (gradient, sink) -> sink.activation(
                        0,
                        () -> AxisIndices.restore(
                                ops, ops.reshape(gradient, flat), x.shape(), axis, indices, examples)));
    }

    private static Recording embedded(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value table = call.input(0);
        int axis = LayoutSettings.axis(call);
        Value indices = within(ops, fromStart(ops, call.input(1), table.dim(axis)), table.dim(axis));
        Value y = ops.gather(table, axis, indices);
        return Recording.of(
                y, (gradient, sink) -> sink.parameter(0, () -> rowsOfTable(recorder, call, indices, gradient)));
    }

    /**
     * Clamps indices to the table. The data of a training is checked before anything is charged; this is for padding
     * rows, which must not abort a step.
     */
    private static Value within(Ops ops, Value indices, long size) {
        Value below = ops.where(ops.elementwise("Less", indices, ops.ints(0)), ops.ints(0), indices);
        return ops.where(ops.elementwise("Greater", below, ops.ints(size - 1)), ops.ints(size - 1), below);
    }

    /** Negative indices, which count from the end, converted to count from the start. */
    static Value fromStart(Ops ops, Value indices, long size) {
        Value wide = ops.cast(indices, DataType.INT64);
        return ops.where(ops.elementwise("Less", wide, ops.ints(0)), ops.add(wide, ops.ints(size)), wide);
    }

    private static ParameterGradient rowsOfTable(Recorder recorder, OperatorCall call, Value indices, Value gradient) {
        call.require(
                recorder.output().repeats() == 1,
                () -> "the examples are merged into other axes of its indices: keep the batch as a separate axis "
                        + "there");
        Ops ops = recorder.ops();
        Value table = call.input(0);
        int axis = LayoutSettings.axis(call);
        int rank = indices.shape().rank();
        // Puts the axes of the indices first, with that of the examples in front.
        int own = recorder.exampleAxis() - axis;
        int[] order = IntStream.concat(
                        IntStream.of(own), IntStream.range(0, rank).filter(i -> i != own))
                .toArray();
        int[] all = IntStream.concat(
                        IntStream.of(order).map(i -> i + axis),
                        IntStream.range(0, gradient.shape().rank()).filter(i -> i < axis || i >= axis + rank))
                .toArray();
        long units = recorder.units().count();
        long places = indices.shape().size() / units;
        Value ids = ops.reshape(ops.transpose(indices, order), units, places);
        Value rows = ops.reshape(
                ops.transpose(gradient, all), units, places, table.shape().size() / table.dim(axis));
        return new EmbeddingGradient(
                ids, rows, table.shape(), axis, recorder.target().indexSums()::sum);
    }
}
