package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.ConvWeightGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Transposed convolution {@code [batch, channels, positions...] -> [batch, outputs, spatial...]}: the backward pass of a
 * convolution from its output to its input, with the same weight {@code [channels, outputs / groups, kernel...]}. So each
 * of its passes is a pass of that convolution, with input and gradient exchanged.
 */
final class TransposedConvolution implements WeightedLayer {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Elementwise.operandType(call);
        Shape x = call.input(0).shape();
        Shape weight = call.input(1).shape();
        call.require(
                weight.rank() == x.rank() && x.rank() >= 3,
                () -> "input " + x + " and weight " + weight + " must have the same rank of at least 3");
        long groups = call.attributes().integer("group", 1);
        call.require(
                weight.dim(0) == x.dim(1) && groups >= 1 && x.dim(1) % groups == 0,
                () -> "weight " + weight + " with group " + groups + " does not fit " + x.dim(1) + " input channels");
        long outputs = weight.dim(1) * groups;
        call.require(
                !call.has(2) || call.input(2).shape().equals(Shape.of(outputs)),
                () -> "bias must have shape [" + outputs + "], found "
                        + call.input(2).shape());
        long[] dims = x.dims();
        dims[1] = outputs;
        long[] sizes = new TransposedWindow(call).sizes();
        System.arraycopy(sizes, 0, dims, 2, sizes.length);
        return List.of(call.input(0).type().withShape(Shape.of(dims)));
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value weight = call.input(1);
        ConvGeometry geometry = new TransposedWindow(call).geometry();
        Shape result = infer(call).get(0).shape();
        Value spread = recorder.target().convInputGradient().inputGradient(ops, x, weight, geometry, result);
        Value y = call.has(2) ? ops.add(spread, column(ops, call.input(2), result.rank())) : spread;
        return Recording.of(y, (dy, sink) -> {
            sink.activation(0, () -> ops.builder().call("Conv", geometry.attributes(), dy, weight));
            sink.parameter(1, () -> {
                Value inputs = recorder.examplesFirst(dy);
                Value gradients = recorder.examplesFirst(x);
                return new ConvWeightGradient(
                        (o, units) ->
                                recorder.target().convWeightGradient().perUnit(o, inputs, gradients, geometry, units),
                        weight.shape(),
                        recorder.units());
            });
            if (call.has(2)) {
                sink.parameter(2, () -> Convolution.biasGradient(recorder, dy));
            }
        });
    }

    private static Value column(Ops ops, Value bias, int rank) {
        long[] dims = new long[rank - 1];
        Arrays.fill(dims, 1);
        dims[0] = bias.dim(0);
        return ops.reshape(bias, dims);
    }
}
