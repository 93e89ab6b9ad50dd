package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** A layer on {@code [batch, channels, ...]} with a weight and perhaps a bias as its second and third input. */
interface WeightedLayer extends NetworkOperator {
    @Override
    default Set<Integer> parameterInputs() {
        return Set.of(1, 2);
    }

    @Override
    default Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.layer(call, inputs);
    }
}
