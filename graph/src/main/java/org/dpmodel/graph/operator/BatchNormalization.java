package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Batch normalization with frozen statistics: {@code y = (x − mean) / √(variance + epsilon) · scale + bias} for each
 * channel. With statistics of the batch, its training form, it mixes examples and is refused.
 */
final class BatchNormalization implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        call.input(4).constant().ifPresent(variance -> checkDeviations(call, variance));
        TensorType statistics = call.input(3).type();
        return List.of(call.input(0).type(), statistics, statistics).subList(0, call.outputCount());
    }

    private static float epsilon(OperatorCall call) {
        return call.attributes().real("epsilon", 1e-5f);
    }

    private static void checkDeviations(OperatorCall call, Constant variance) {
        float[] variances = variance.toFloats();
        for (int i = 0; i < variances.length; i++) {
            int channel = i;
            float sum = variances[i] + epsilon(call);
            call.require(
                    sum >= Float.MIN_NORMAL && sum <= Float.MAX_VALUE,
                    () -> "variance + epsilon must be at least " + Float.MIN_NORMAL + " and finite, found " + sum
                            + " for channel " + channel + ", which would divide by it; pass an epsilon of 1e-5");
        }
    }

    @Override
    public Set<Integer> parameterInputs() {
        return Set.of(1, 2);
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(3, 4);
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
        // At this point a constant passed on by an Identity is known, too.
        call.input(4).constant().ifPresent(variance -> checkDeviations(call, variance));
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value scale = perChannel(ops, call.input(1), x);
        Value bias = perChannel(ops, call.input(2), x);
        Value mean = perChannel(ops, call.input(3), x);
        Value variance = perChannel(ops, call.input(4), x);
        Value deviation = ops.elementwise("Sqrt", ops.add(variance, ops.scalar(epsilon(call))));
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
