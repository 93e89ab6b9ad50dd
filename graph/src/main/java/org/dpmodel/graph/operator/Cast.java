package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/** Conversion of the element type. */
final class Cast implements Operator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        DataType to = DataType.ofOnnxCode((int) call.attributes().integer("to", 0));
        return List.of(new TensorType(to, call.input(0).shape()));
    }
}
