package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Dropout as exported for inference: the identity, or a product with factors that are an input of the step graph. Its
 * training form draws random numbers inside the graph, and is refused.
 */
final class Dropout implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        call.require(
                !(call.has(2) && isTraining(call.input(2))) && call.outputCount() == 1,
                () -> "random masks are not drawn inside the graph: export the network in evaluation mode");
        return List.of(call.input(0).type());
    }

    /** Exporters may write out that a network is not in training mode. */
    private static boolean isTraining(Value mode) {
        return mode.constant().filter(constant -> constant.bytes().get(0) == 0).isEmpty();
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1, 2);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return inputs.get(0);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Value x = call.input(0);
        Ops ops = recorder.ops();
        return recorder.dropoutFactors()
                .map(factors -> Recording.of(
                        ops.mul(x, factors), (gradient, sink) -> sink.activation(0, () -> ops.mul(gradient, factors))))
                .orElseGet(() -> Recording.of(x, (gradient, sink) -> sink.activation(0, () -> gradient)));
    }
}
