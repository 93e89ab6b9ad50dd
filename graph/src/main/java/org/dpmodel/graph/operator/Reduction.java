package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Reductions over the axes of a second, constant input, or of the attribute that older operator sets have instead; over
 * all axes without either, or none if {@code noop_with_empty_axes} is set. Equal maxima share the gradient evenly.
 */
enum Reduction implements NetworkOperator {
    /** The sum. */
    SUM {
        @Override
        Value reduce(Ops ops, Value x, boolean keep, int... axes) {
            return ops.reduceSum(x, keep, axes);
        }

        @Override
        Value derivative(Ops ops, Value x, Value kept, Value gradient, int... axes) {
            return ops.expand(gradient, x.shape().dims());
        }
    },
    /**
     * The largest element; infinity if one is NaN. Whether a kernel keeps a NaN depends on its position in memory, so
     * without this an example's largest element would depend on its row.
     */
    MAX {
        @Override
        Value reduce(Ops ops, Value x, boolean keep, int... axes) {
            boolean isCompared = IntStream.of(axes).anyMatch(axis -> x.dim(axis) > 1);
            if (!isCompared || x.type().dataType() != DataType.FLOAT) {
                return ops.reduceMax(x, keep, axes);
            }
            Value isNumber = ops.elementwise("Equal", x, x);
            return ops.reduceMax(ops.where(isNumber, x, ops.scalar(Float.POSITIVE_INFINITY)), keep, axes);
        }

        @Override
        Value derivative(Ops ops, Value x, Value kept, Value gradient, int... axes) {
            Value largest = ops.indicator(ops.elementwise("Equal", x, kept));
            return ops.mul(largest, ops.div(gradient, ops.reduceSum(largest, true, axes)));
        }
    };

    /** The reduced value. */
    abstract Value reduce(Ops ops, Value x, boolean keep, int... axes);

    /** The gradient of the input; the reduced value and its gradient still have all axes. */
    abstract Value derivative(Ops ops, Value x, Value kept, Value gradient, int... axes);

    @Override
    public List<TensorType> infer(OperatorCall call) {
        return List.of(call.input(0).type().withShape(reduced(call, LayoutSettings.keepsAxes(call))));
    }

    private static Shape reduced(OperatorCall call, boolean keep) {
        Shape shape = call.input(0).shape();
        Set<Integer> reduced = new TreeSet<>();
        IntStream.of(LayoutSettings.reductionAxes(call)).forEach(reduced::add);
        return Shape.of(IntStream.range(0, shape.rank())
                .filter(axis -> keep || !reduced.contains(axis))
                .mapToLong(axis -> reduced.contains(axis) ? 1 : shape.dim(axis))
                .toArray());
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        int[] axes = LayoutSettings.reductionAxes(call);
        Dependence input = inputs.get(0);
        IsolationRules.notAlong(call, input, axes);
        if (!input.onExamples() || LayoutSettings.keepsAxes(call)) {
            return input;
        }
        int axis = input.exampleAxis();
        int before = (int) IntStream.of(axes).filter(other -> other < axis).count();
        return input.onAxis(axis - before);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        int[] axes = LayoutSettings.reductionAxes(call);
        if (axes.length == 0) {
            return Recording.of(x, (gradient, sink) -> sink.activation(0, () -> gradient));
        }
        DataType type = x.type().dataType();
        if (!type.isReal()) {
            // Sums of rows are lowered for floating-point numbers.
            Value sums = reduce(ops, ops.cast(x, DataType.FLOAT), LayoutSettings.keepsAxes(call), axes);
            return Recording.of(ops.cast(sums, type), (gradient, sink) -> {});
        }
        Value y = reduce(ops, x, LayoutSettings.keepsAxes(call), axes);
        Shape kept = reduced(call, true);
        return Recording.of(
                y,
                (gradient, sink) -> sink.activation(
                        0, () -> derivative(ops, x, ops.reshape(y, kept), ops.reshape(gradient, kept), axes)));
    }
}
