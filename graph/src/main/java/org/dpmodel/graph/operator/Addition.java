package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.BiasGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** Sum of two values with broadcasting: skip connections, and biases. */
final class Addition implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        return Elementwise.ARITHMETIC.infer(call);
    }

    @Override
    public Set<Integer> parameterInputs() {
        return Set.of(0, 1);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.elementwise(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value sum = ops.add(call.input(0), call.input(1));
        return Recording.of(sum, (gradient, sink) -> {
            for (int i = 0; i < 2; i++) {
                Value summand = call.input(i);
                sink.activation(i, () -> sumToShape(ops, gradient, summand.shape()));
                sink.parameter(i, () -> {
                    Shape aligned = align(summand.shape(), sum.shape().rank());
                    call.require(
                            aligned.dim(0) == 1,
                            () -> "parameter " + summand.name() + " has a value for each row of the batch");
                    return new BiasGradient(gradient, summand.shape(), aligned, recorder.units());
                });
            }
        });
    }

    private static Shape align(Shape shape, int rank) {
        long[] dims = new long[rank];
        java.util.Arrays.fill(dims, 1);
        System.arraycopy(shape.dims(), 0, dims, rank - shape.rank(), shape.rank());
        return Shape.of(dims);
    }

    /** Undoes broadcasting: sums over the axes that the value was stretched along. */
    static Value sumToShape(Ops ops, Value gradient, Shape shape) {
        Shape aligned = align(shape, gradient.shape().rank());
        int[] stretched = IntStream.range(0, aligned.rank())
                .filter(axis -> aligned.dim(axis) == 1 && gradient.dim(axis) != 1)
                .toArray();
        return stretched.length == 0
                ? ops.reshape(gradient, shape)
                : ops.reshape(ops.reduceSum(gradient, true, stretched), shape);
    }
}
