package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** The same elements in another shape; 0 copies a dimension, and -1 follows from the others. */
final class Reshape implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Shape from = call.input(0).shape();
        long[] dims = call.constantInts(1);
        boolean zeroMeansZero = call.attributes().integer("allowzero", 0) == 1;
        long known = 1;
        int open = -1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 0 && !zeroMeansZero) {
                dims[i] = from.dim(i);
            }
            if (dims[i] == -1) {
                call.require(open < 0, () -> "only one dimension may be -1");
                open = i;
            } else {
                known = Math.multiplyExact(known, dims[i]);
            }
        }
        if (open >= 0 && known > 0) {
            dims[open] = from.size() / known;
            known *= dims[open];
        }
        long total = known;
        call.require(
                total == from.size(),
                () -> from + " cannot be reshaped to " + java.util.Arrays.toString(call.constantInts(1))
                        + "; if the batch size is written into the network, export it with -1 there");
        return List.of(call.input(0).type().withShape(Shape.of(dims)));
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
        return IsolationRules.reshape(
                call, inputs.get(0), call.input(0).shape(), infer(call).get(0).shape());
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        return record(recorder.ops(), call.input(0), infer(call).get(0).shape());
    }

    static Recording record(Ops ops, Value x, Shape shape) {
        return Recording.of(
                ops.reshape(x, shape), (gradient, sink) -> sink.activation(0, () -> ops.reshape(gradient, x.shape())));
    }
}
