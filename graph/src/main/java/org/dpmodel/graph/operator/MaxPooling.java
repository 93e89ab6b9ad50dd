package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.OperatorCall;

/** Maximum pooling, overlapping or not. */
final class MaxPooling implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        ConvGeometry geometry = geometry(call);
        TensorType type = call.input(0).type();
        List<TensorType> types = new ArrayList<>();
        types.add(type.withShape(geometry.outputShape(type.shape(), type.shape().dim(1))));
        if (call.outputCount() == 2) {
            types.add(new TensorType(DataType.INT64, types.get(0).shape()));
        }
        return types;
    }

    static ConvGeometry geometry(OperatorCall call) {
        call.require(call.attributes().has("kernel_shape"), () -> "kernel_shape is missing");
        call.require(call.attributes().integer("storage_order", 0) == 0, () -> "storage_order must be 0");
        ConvGeometry geometry = ConvGeometry.of(call, call.attributes().integers("kernel_shape"));
        // Such a window has no maximum; the index that engines return for it may belong to another example.
        call.require(
                geometry.everyWindowMeets(call.input(0).shape()),
                () -> "a window lies entirely in the padding: use smaller pads");
        return geometry;
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.layer(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        call.require(call.outputCount() == 1, () -> "its Indices output may not be used in a network");
        return recorder.target().maxPool().record(recorder.ops(), call.input(0), geometry(call));
    }
}
