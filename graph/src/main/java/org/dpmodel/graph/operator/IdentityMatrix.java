package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** EyeLike: ones on a diagonal, with the shape of a value that does not depend on examples. */
final class IdentityMatrix implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        TensorType type = call.input(0).type();
        long code = call.attributes().integer("dtype", type.dataType().onnxCode());
        call.require(type.shape().rank() == 2, () -> "its input must be a matrix, found " + type.shape());
        return List.of(new TensorType(DataType.ofOnnxCode(Math.toIntExact(code)), type.shape()));
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(0);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        if (inputs.get(0).onExamples()) {
            throw IsolationRules.mixes(
                    call, "its diagonal distinguishes examples by their positions", "use a constant matrix");
        }
        return Dependence.SHARED;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        TensorType type = infer(call).get(0);
        Shape shape = type.shape();
        long diagonal = call.attributes().integer("k", 0);
        float[] ones = new float[Math.toIntExact(shape.size())];
        for (long row = 0; row < shape.dim(0); row++) {
            long column = row + diagonal;
            if (column >= 0 && column < shape.dim(1)) {
                ones[Math.toIntExact(row * shape.dim(1) + column)] = 1;
            }
        }
        Value matrix = ops.builder().constant(Constant.floats(shape, ones));
        return Recording.of(ops.cast(matrix, type.dataType()), (gradient, sink) -> {});
    }
}
