package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.BiasGradient;
import org.dpmodel.graph.gradient.ConvWeightGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.OperatorCall;

/** Convolution {@code [batch, channels, spatial...] -> [batch, outputs, positions...]} with an optional bias. */
final class Convolution implements WeightedLayer {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Elementwise.operandType(call);
        Shape x = call.input(0).shape();
        Shape weight = call.input(1).shape();
        call.require(
                weight.rank() == x.rank() && x.rank() >= 3,
                () -> "input " + x + " and weight " + weight + " must have the same rank of at least 3");
        ConvGeometry geometry = geometry(call);
        call.require(
                weight.dim(1) * geometry.groups() == x.dim(1) && weight.dim(0) % geometry.groups() == 0,
                () -> "weight " + weight + " with group " + geometry.groups() + " does not fit " + x.dim(1)
                        + " input channels");
        call.require(
                !call.has(2) || call.input(2).shape().equals(Shape.of(weight.dim(0))),
                () -> "bias must have shape [" + weight.dim(0) + "], found "
                        + call.input(2).shape());
        return List.of(call.input(0).type().withShape(geometry.outputShape(x, weight.dim(0))));
    }

    static ConvGeometry geometry(OperatorCall call) {
        Shape weight = call.input(1).shape();
        long[] kernel = Arrays.copyOfRange(weight.dims(), 2, weight.rank());
        long[] written = call.attributes().integers("kernel_shape", kernel);
        call.require(
                Arrays.equals(written, kernel),
                () -> "kernel_shape " + Arrays.toString(written) + " differs from weight " + weight);
        return ConvGeometry.of(call, kernel);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value weight = call.input(1);
        ConvGeometry geometry = geometry(call);
        Value y =
                ops.builder().call("Conv", geometry.attributes(), call.inputs().toArray(Value[]::new));
        return Recording.of(y, (dy, sink) -> {
            sink.activation(
                    0, () -> recorder.target().convInputGradient().inputGradient(ops, dy, weight, geometry, x.shape()));
            sink.parameter(1, () -> {
                Value inputs = recorder.examplesFirst(x);
                Value gradients = recorder.examplesFirst(dy);
                return new ConvWeightGradient(
                        (o, units) ->
                                recorder.target().convWeightGradient().perUnit(o, inputs, gradients, geometry, units),
                        weight.shape(),
                        recorder.units());
            });
            if (call.has(2)) {
                sink.parameter(2, () -> biasGradient(recorder, dy));
            }
        });
    }

    /** The gradient of a bias with one element for each channel of a value. */
    static BiasGradient biasGradient(Recorder recorder, Value dy) {
        long[] aligned = new long[dy.shape().rank()];
        Arrays.fill(aligned, 1);
        aligned[1] = dy.dim(1);
        return new BiasGradient(recorder.examplesFirst(dy), Shape.of(dy.dim(1)), Shape.of(aligned), recorder.units());
    }
}
