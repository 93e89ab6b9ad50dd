package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Elementwise functions that are constant between jumps: floors, signs, comparisons and logic. Their derivative is zero
 * wherever it exists, so no gradient passes through them.
 */
final class FlatFunction implements NetworkOperator {
    private final Elementwise types;
    private final Set<Integer> inputs;

    /** A function of the given number of inputs. */
    FlatFunction(Elementwise types, int inputs) {
        this.types = types;
        this.inputs = inputs == 1 ? Set.of(0) : Set.of(0, 1);
    }

    @Override
    public List<TensorType> infer(OperatorCall call) {
        return types.infer(call);
    }

    @Override
    public Set<Integer> settingInputs() {
        return inputs;
    }

    @Override
    public boolean hasDerivative() {
        return false;
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> dependences) {
        return IsolationRules.elementwise(call, dependences);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        return Recording.of(
                recorder.ops().elementwise(call.operator(), call.inputs().toArray(Value[]::new)),
                (gradient, sink) -> {});
    }
}
