package org.dpmodel.graph.isolation;

import java.util.List;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/** An operator with a rule for the proof that examples stay apart. */
public interface IsolatedOperator extends Operator {
    /**
     * What the outputs depend on.
     *
     * @param call attributes and typed inputs
     * @param inputs what each input depends on
     * @return what each output depends on
     * @throws ExamplesMixException if this call mixes examples
     */
    Dependence isolation(OperatorCall call, List<Dependence> inputs);
}
