package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.type.OperatorCall;

/** The input itself. */
final class Identity implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        return List.of(call.input(0).type());
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return inputs.get(0);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        return Recording.of(call.input(0), (gradient, sink) -> sink.activation(0, () -> gradient));
    }
}
