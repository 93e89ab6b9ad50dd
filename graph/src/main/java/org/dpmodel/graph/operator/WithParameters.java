package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/** A composite operator some of whose inputs are trained even if they are constants of the program. */
final class WithParameters implements CompositeOperator {
    private final CompositeOperator composite;
    private final Set<Integer> positions;

    WithParameters(CompositeOperator composite, Integer... positions) {
        this.composite = composite;
        this.positions = Arrays.stream(positions).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<Integer> parameterInputs() {
        return positions;
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        return composite.expand(ops, call);
    }
}
