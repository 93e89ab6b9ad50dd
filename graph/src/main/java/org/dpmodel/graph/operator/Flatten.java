package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** Joins the axes before {@code axis}, and those from {@code axis} on, into a matrix. */
final class Flatten implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Shape from = call.input(0).shape();
        long written = call.attributes().integer("axis", 1);
        int axis = written == from.rank() ? from.rank() : from.axis(written);
        return List.of(call.input(0).type().withShape(Shape.of(from.size(0, axis), from.size(axis, from.rank()))));
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.reshape(
                call, inputs.get(0), call.input(0).shape(), infer(call).get(0).shape());
    }

    @Override
    public Optional<CompositeOperator> ofParameters(OperatorCall call) {
        return Optional.of(
                (ops, of) -> List.of(ops.reshape(of.input(0), infer(of).get(0).shape())));
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        return Reshape.record(recorder.ops(), call.input(0), infer(call).get(0).shape());
    }
}
