package org.dpmodel.graph.operator;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.BiasGradient;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Tile: repeats a tensor along its axes. A value shared by all examples may be repeated for each example, as with Expand, also
 * if it has several rows: each example then has all of them.
 */
final class Tiling implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Shape from = call.input(0).shape();
        long[] repeats = repeats(call);
        long[] dims = from.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] *= repeats[i];
        }
        return List.of(call.input(0).type().withShape(Shape.of(dims)));
    }

    private static long[] repeats(OperatorCall call) {
        long[] repeats = call.constantInts(1);
        int rank = call.input(0).shape().rank();
        call.require(repeats.length == rank, () -> "repeats must have " + rank + " entries, found " + repeats.length);
        return repeats;
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public Set<Integer> shapeInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        IsolationRules.sharedSettings(call, inputs);
        BitSet counted = inputs.get(1).counts();
        if (inputs.get(0).onExamples() || counted.cardinality() != 1) {
            return Expansion.stretched(call, inputs.get(0), infer(call).get(0).shape(), counted);
        }
        int axis = counted.nextSetBit(0);
        return Dependence.perExample(axis, call.input(0).dim(axis), 1);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Shape from = x.shape();
        long[] repeats = repeats(call);
        Value apart = ops.reshape(x, beside(new long[0], from));
        Value y = ops.reshape(
                ops.expand(apart, beside(repeats, from)), infer(call).get(0).shape());
        return Recording.of(y, (gradient, sink) -> {
            sink.activation(0, () -> ops.reshape(summed(ops, gradient, repeats, from, -1), from));
            sink.parameter(
                    0, () -> repetitions(recorder, summed(ops, gradient, repeats, from, recorder.exampleAxis()), from));
        });
    }

    /**
     * The rule of a parameter that is repeated for each example.
     *
     * @param sums gradients of the repetitions, apart along the axis of the examples and summed along all others
     * @param from shape of the parameter
     */
    private static ParameterGradient repetitions(Recorder recorder, Value sums, Shape from) {
        int axis = recorder.exampleAxis();
        long repetitions = sums.dim(2 * axis);
        int rows = Math.toIntExact(from.dim(axis));
        Ops ops = recorder.ops();
        Shape apart = Shape.of(LongStream.concat(
                        LongStream.concat(LongStream.of(from.dims()).limit(axis), LongStream.of(repetitions)),
                        LongStream.of(from.dims()).skip(axis))
                .toArray());
        int[] order = IntStream.concat(
                        IntStream.of(axis),
                        IntStream.rangeClosed(0, from.rank()).filter(i -> i != axis))
                .toArray();
        Value first = ops.transpose(ops.reshape(sums, apart), order);
        Shape aligned = Shape.of(
                LongStream.concat(LongStream.of(1), LongStream.of(from.dims())).toArray());
        Units units = recorder.units();
        return new BiasGradient(first, from, aligned, new Units(units.examples() / rows, units.unitSize() / rows));
    }

    /** The repeats of each axis, in front of it; 1 if none are given. */
    private static long[] beside(long[] repeats, Shape shape) {
        long[] dims = new long[2 * shape.rank()];
        for (int i = 0; i < shape.rank(); i++) {
            dims[2 * i] = repeats.length == 0 ? 1 : repeats[i];
            dims[2 * i + 1] = shape.dim(i);
        }
        return dims;
    }

    private static Value summed(Ops ops, Value gradient, long[] repeats, Shape from, int kept) {
        int[] repeated = IntStream.range(0, from.rank())
                .filter(i -> i != kept && repeats[i] != 1)
                .map(i -> 2 * i)
                .toArray();
        Value apart = ops.reshape(gradient, beside(repeats, from));
        return repeated.length == 0 ? apart : ops.reduceSum(apart, true, repeated);
    }
}
