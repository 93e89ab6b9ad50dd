package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Layer normalization (Ba et al. 2016, arXiv:1607.06450) over the axes from {@code axis} on:
 *
 * <pre>
 * n = (x − mean) / √(variance + epsilon)        y = n · scale + bias
 * dx = (a − mean(a)) / √(variance + epsilon)        with a = g − n · mean(g · n), g = dy · scale
 * </pre>
 *
 * <p>Mean and population variance are over those axes, separately for each example. Other normalizations are written in
 * terms of it, with a scale of ones, for which no multiplication is written.
 */
final class LayerNormalization implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Elementwise.operandType(call);
        Shape normalized = normalizedShape(call);
        for (int i = 1; i < call.inputs().size(); i++) {
            Shape shape = call.input(i).shape();
            call.require(
                    shape.equals(normalized),
                    () -> "scale and bias must have the shape of the normalized axes, " + normalized + ", found "
                            + shape);
        }
        call.require(
                call.outputCount() == 1,
                () -> "mean and deviation are not supported as outputs: export the network without them");
        Normalizations.epsilon(call);
        return List.of(call.input(0).type());
    }

    private static int axis(OperatorCall call) {
        return call.input(0).shape().axis(call.attributes().integer("axis", -1));
    }

    private static Shape normalizedShape(OperatorCall call) {
        long[] dims = call.input(0).shape().dims();
        return Shape.of(Arrays.copyOfRange(dims, axis(call), dims.length));
    }

    private static int[] axes(OperatorCall call) {
        return IntStream.range(axis(call), call.input(0).shape().rank()).toArray();
    }

    @Override
    public Set<Integer> parameterInputs() {
        return Set.of(1, 2);
    }

    @Override
    public Optional<CompositeOperator> ofParameters(OperatorCall call) {
        boolean fixed = call.inputs().stream()
                .skip(1)
                .allMatch(input -> input.isAbsent() || input.constant().isPresent());
        return fixed ? Optional.empty() : Optional.of(this::apart);
    }

    /** With scale and bias, which are trained, as operators of their own. */
    private List<Value> apart(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        Shape normalized = normalizedShape(call);
        infer(call);
        float[] ones = new float[Math.toIntExact(normalized.size())];
        Arrays.fill(ones, 1);
        Value one = ops.builder().constant(Constant.floats(normalized, ones));
        Value scaled = ops.mul(ops.builder().call("LayerNormalization", call.attributes(), x, one), call.input(1));
        return List.of(call.has(2) ? ops.add(scaled, call.input(2)) : scaled);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        IsolationRules.notAlong(call, inputs.get(0), axes(call));
        return IsolationRules.sharedSettings(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        int[] axes = axes(call);
        Value centred = ops.sub(x, Reductions.mean(ops, x, axes));
        Value variance = Reductions.mean(ops, ops.mul(centred, centred), axes);
        Value deviation = ops.elementwise("Sqrt", ops.add(variance, ops.scalar(Normalizations.epsilon(call))));
        Value normalized = ops.div(centred, deviation);
        Value scale = call.input(1);
        boolean plain = Normalizations.isConstant(scale, 1);
        Value scaled = plain ? normalized : ops.mul(normalized, scale);
        Value y = call.has(2) ? ops.add(scaled, call.input(2)) : scaled;
        return Recording.of(y, (dy, sink) -> {
            sink.activation(0, () -> {
                Value g = plain ? dy : ops.mul(dy, scale);
                Value across = ops.sub(g, ops.mul(normalized, Reductions.mean(ops, ops.mul(g, normalized), axes)));
                // Centered last: the mean of n is zero except for rounding, which would otherwise show in sums of dx,
                // such as the gradient of a preceding bias.
                return ops.div(ops.sub(across, Reductions.mean(ops, across, axes)), deviation);
            });
            sink.parameter(1, () -> recorder.stretched(ops.mul(dy, normalized), scale.shape()));
            if (call.has(2)) {
                sink.parameter(2, () -> recorder.stretched(dy, scale.shape()));
            }
        });
    }
}
