package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Conversion of the element type. Between floating-point numbers its derivative is 1; no gradient passes through integers
 * and booleans.
 */
final class Cast implements NetworkOperator {
    private static DataType to(Attributes attributes) {
        return DataType.ofOnnxCode((int) attributes.integer("to", 0));
    }

    @Override
    public List<TensorType> infer(OperatorCall call) {
        call.require(call.attributes().has("to"), () -> "the attribute to is missing");
        return List.of(new TensorType(to(call.attributes()), call.input(0).shape()));
    }

    @Override
    public Set<Integer> settingInputs(Attributes attributes) {
        return attributes.has("to") && to(attributes).isReal() ? Set.of() : Set.of(0);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return inputs.get(0);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        return Recording.of(
                ops.cast(x, to(call.attributes())),
                (gradient, sink) ->
                        sink.activation(0, () -> ops.cast(gradient, x.type().dataType())));
    }
}
