package org.dpmodel.graph.type;

import java.util.List;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.operator.Operators;

/** Knowledge about one ONNX operator. A new operator is a new class and one line in {@link Operators}. */
public interface Operator {
    /**
     * Type and shape of the outputs.
     *
     * @param call attributes and typed inputs
     * @return one type for each output of the call
     * @throws org.dpmodel.graph.GraphException if the operator does not accept these inputs
     */
    List<TensorType> infer(OperatorCall call);
}
