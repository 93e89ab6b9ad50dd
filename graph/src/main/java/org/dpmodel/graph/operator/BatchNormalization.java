package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.Recorder;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;

/**
 * Batch normalization with frozen statistics: {@code y = (x − mean) / √(variance + epsilon) · scale + bias} for each
 * channel. With statistics of the batch, its training form, it mixes examples and is refused.
 */
final class BatchNormalization implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        TensorType statistics = call.input(3).type();
        return List.of(call.input(0).type(), statistics, statistics).subList(0, call.outputCount());
    }

    @Override
    public Set<Integer> parameterInputs() {
        return Set.of(1, 2);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        if (call.attributes().integer("training_mode", 0) != 0 || call.outputCount() > 1) {
            throw IsolationRules.mixes(
                    call,
                    "it normalizes every example with the mean and variance of the whole batch",
                    "use group normalization, or export the network in evaluation mode, which freezes the statistics");
        }
        return IsolationRules.layer(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value scale = perChannel(ops, call.input(1), x);
        Value bias = perChannel(ops, call.input(2), x);
        Value mean = perChannel(ops, call.input(3), x);
        Value variance = perChannel(ops, call.input(4), x);
        Value deviation = ops.elementwise(
                "Sqrt", ops.add(variance, ops.scalar(call.attributes().real("epsilon", 1e-5f))));
        Value normalized = ops.div(ops.sub(x, mean), deviation);
        Value y = ops.add(ops.mul(normalized, scale), bias);
        return Recording.of(y, (dy, sink) -> {
            sink.activation(0, () -> ops.mul(dy, ops.div(scale, deviation)));
            sink.parameter(1, () -> Convolution.biasGradient(recorder, ops.mul(dy, normalized)));
            sink.parameter(2, () -> Convolution.biasGradient(recorder, dy));
        });
    }

    private static Value perChannel(Ops ops, Value statistic, Value x) {
        long[] dims = new long[x.shape().rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = x.dim(1);
        return ops.reshape(statistic, dims);
    }
}
