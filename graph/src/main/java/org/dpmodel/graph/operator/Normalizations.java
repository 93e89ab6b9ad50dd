package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.network.NormalizationFix;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Normalizations within an example, written with sums: the mean first, then the mean of squared deviations from it.
 * Kernels that use the difference of two large squares instead lose all digits if the mean is large.
 */
final class Normalizations {
    /** The constant that ONNX adds to the deviation in MeanVarianceNormalization. */
    private static final float OF_DEVIATION = 1e-9f;

    private Normalizations() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("LayerNormalization", new LayerNormalization());
        operators.put("GroupNormalization", new WithParameters(Normalizations::group, 1, 2));
        operators.put("InstanceNormalization", new WithParameters(Normalizations::instance, 1, 2));
        operators.put("RMSNormalization", new WithParameters(Normalizations::rootMeanSquare, 1));
        operators.put("SimplifiedLayerNormalization", new WithParameters(Normalizations::rootMeanSquare, 1));
        operators.put("LpNormalization", (CompositeOperator) Normalizations::unitLength);
        operators.put("MeanVarianceNormalization", (CompositeOperator) Normalizations::meanVariance);
        operators.put("LRN", (CompositeOperator) Normalizations::localResponse);
    }

    static float epsilon(OperatorCall call) {
        float epsilon = call.attributes().real("epsilon", 1e-5f);
        call.require(
                NormalizationFix.isEpsilon(epsilon),
                () -> "epsilon must be at least " + Float.MIN_NORMAL + " and finite, found " + epsilon
                        + ": equal elements, as padding is, would be 0 / 0; ./dpmodel explain MODEL.onnx --fix epsilon"
                        + " -o FIXED.onnx writes 1e-5 into the file");
        return epsilon;
    }

    /**
     * Normalizes the last axis by layer normalization, whose derivative needs half the work of the derivatives of its
     * sums and quotients.
     */
    private static Value standardized(Ops ops, Value x, float epsilon) {
        Attributes attributes = Attributes.none().with("axis", -1).with("epsilon", new Attribute.Real(epsilon));
        float[] ones = new float[Math.toIntExact(x.dim(-1))];
        Arrays.fill(ones, 1);
        Value scale = ops.builder().constant(Constant.floats(Shape.of(ones.length), ones));
        return ops.builder().call("LayerNormalization", attributes, x, scale);
    }

    /** One number for each channel of {@code [batch, channels, ...]}. */
    private static Value perChannel(Ops ops, OperatorCall call, int position) {
        Value x = call.input(0);
        Value numbers = call.input(position);
        call.require(
                numbers.shape().equals(Shape.of(x.dim(1))),
                () -> "scale and bias must have one number for each of " + x.dim(1) + " channels, found "
                        + numbers.shape());
        long[] dims = new long[x.shape().rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = x.dim(1);
        return ops.reshape(numbers, dims);
    }

    /**
     * Exporters write group normalization as an instance normalization with a scale of ones and a bias of zeros, followed
     * by the actual scale and bias.
     */
    private static List<Value> scaled(Ops ops, OperatorCall call, Value normalized) {
        Value scale = perChannel(ops, call, 1);
        Value bias = perChannel(ops, call, 2);
        Value scaled = isConstant(call.input(1), 1) ? normalized : ops.mul(normalized, scale);
        return List.of(isConstant(call.input(2), 0) ? scaled : ops.add(scaled, bias));
    }

    /** Whether all elements equal a number and will not change; elements of trained parameters are not known. */
    static boolean isConstant(Value value, float number) {
        return value.constant()
                .filter(constant -> constant.isFilledWith(number))
                .isPresent();
    }

    private static void requireImages(OperatorCall call) {
        Shape shape = call.input(0).shape();
        call.require(shape.rank() > 2, () -> "its input must be [batch, channels, ...], found " + shape);
    }

    private static List<Value> group(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        long groups = call.attributes().integer("num_groups", 0);
        call.require(
                x.shape().rank() > 1 && groups > 0 && x.dim(1) % groups == 0,
                () -> "num_groups must divide the channels of its input, found " + groups + " groups of " + x.shape());
        Value grouped =
                ops.reshape(x, x.dim(0), groups, x.shape().size(1, x.shape().rank()) / groups);
        Value normalized = ops.reshape(standardized(ops, grouped, epsilon(call)), x.shape());
        return scaled(ops, call, normalized);
    }

    private static List<Value> instance(Ops ops, OperatorCall call) {
        requireImages(call);
        Value x = call.input(0);
        Value planes =
                ops.reshape(x, x.dim(0), x.dim(1), x.shape().size(2, x.shape().rank()));
        return scaled(ops, call, ops.reshape(standardized(ops, planes, epsilon(call)), x.shape()));
    }

    /** x / √(mean of x² + epsilon) · scale. */
    private static List<Value> rootMeanSquare(Ops ops, OperatorCall call) {
        call.require(
                call.outputCount() == 1,
                () -> "deviations are not supported as outputs: export the network without them");
        Value x = call.input(0);
        int rank = x.shape().rank();
        int[] axes = IntStream.range(x.shape().axis(call.attributes().integer("axis", -1)), rank)
                .toArray();
        Value mean = Reductions.mean(ops, ops.mul(x, x), axes);
        Value deviation = ops.elementwise("Sqrt", ops.add(mean, ops.scalar(epsilon(call))));
        return List.of(ops.mul(ops.div(x, deviation), call.input(1)));
    }

    /** x / ‖x‖₁ or x / ‖x‖₂; zeros stay zeros. */
    private static List<Value> unitLength(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        int axis = x.shape().axis(call.attributes().integer("axis", -1));
        long p = call.attributes().integer("p", 2);
        call.require(p == 1 || p == 2, () -> "p must be 1 or 2, found " + p);
        Value length = p == 1
                ? ops.reduceSum(ops.elementwise("Abs", x), true, axis)
                : Reductions.root(ops, Reductions.squares(ops, x, axis));
        Value none = ops.elementwise("Equal", length, ops.scalar(0f));
        return List.of(ops.div(x, ops.where(none, ops.scalar(1f), length)));
    }

    /** (x − mean) / (deviation + 1e-9). */
    private static List<Value> meanVariance(Ops ops, OperatorCall call) {
        Value x = call.input(0);
        int[] axes = LongStream.of(call.attributes().integers("axes", 0, 2, 3))
                .mapToInt(x.shape()::axis)
                .toArray();
        Value centred = ops.sub(x, Reductions.mean(ops, x, axes));
        Value deviation = Reductions.root(ops, Reductions.mean(ops, ops.mul(centred, centred), axes));
        return List.of(ops.div(centred, ops.add(deviation, ops.scalar(OF_DEVIATION))));
    }

    /** {@code x / (bias + alpha / size · Σ x²)^beta}, the sum over neighbouring channels. */
    private static List<Value> localResponse(Ops ops, OperatorCall call) {
        requireImages(call);
        Value x = call.input(0);
        int size = Math.toIntExact(call.attributes().integer("size", 1));
        call.require(size > 0 && size % 2 == 1, () -> "size must be odd, as runtimes require, found " + size);
        float alpha = call.attributes().real("alpha", 1e-4f);
        int channels = (int) x.dim(1);
        float[] band = new float[channels * channels];
        for (int to = 0; to < channels; to++) {
            int first = Math.max(0, to - size / 2);
            int last = Math.min(channels - 1, to + size / 2);
            for (int from = first; from <= last; from++) {
                band[to * channels + from] = alpha / size;
            }
        }
        Value weights = ops.builder().constant(Constant.floats(Shape.of(channels, channels), band));
        Value planes =
                ops.reshape(x, x.dim(0), channels, x.shape().size(2, x.shape().rank()));
        Value sums = ops.reshape(ops.matMul(weights, ops.mul(planes, planes)), x.shape());
        Value base = ops.add(sums, ops.scalar(call.attributes().real("bias", 1f)));
        Value exponent = ops.scalar(-call.attributes().real("beta", 0.75f));
        return List.of(ops.mul(x, ops.pow(base, exponent)));
    }
}
