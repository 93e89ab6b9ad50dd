package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Average pooling, overlapping or not. Its derivative divides by the number of elements in each window's average and
 * repeats the result; if windows overlap, as the derivative of a convolution of each channel with a kernel of ones.
 */
final class AveragePooling implements NetworkOperator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        TensorType type = call.input(0).type();
        return List.of(type.withShape(
                MaxPooling.geometry(call).outputShape(type.shape(), type.shape().dim(1))));
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.layer(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        ConvGeometry geometry = MaxPooling.geometry(call);
        call.require(Arrays.stream(geometry.dilations()).allMatch(d -> d == 1), () -> "dilations must be 1");
        boolean countPadding = call.attributes().integer("count_include_pad", 0) == 1;
        Value x = call.input(0);
        long[] none = new long[geometry.axes()];
        long[][] counted = countPadding ? givenPads(call) : new long[][] {none, none};
        long[] inside = elements(geometry, x.shape(), none, none);
        long[] divisors = elements(geometry, x.shape(), counted[0], counted[1]);
        Value y = forward(ops, geometry, x, inside, divisors);
        return Recording.of(
                y,
                (dy, sink) -> sink.activation(0, () -> {
                    float[] shares = new float[divisors.length];
                    for (int i = 0; i < shares.length; i++) {
                        shares[i] = 1f / divisors[i];
                    }
                    Value share = ops.mul(dy, forEachPosition(ops, dy.shape(), shares));
                    return geometry.tiles()
                            ? repeat(ops, share, geometry, x.shape())
                            : spread(recorder, share, geometry, x.shape());
                }));
    }

    /** The pads that the node specifies, without those added because the number of windows is rounded up. */
    private static long[][] givenPads(OperatorCall call) {
        Attributes downwards = call.attributes().with("ceil_mode", 0);
        ConvGeometry given = MaxPooling.geometry(
                new OperatorCall(call.node(), call.operator(), downwards, call.inputs(), call.outputCount()));
        return new long[][] {given.padsBegin(), given.padsEnd()};
    }

    /**
     * The means: engines divide either by the number of elements inside the input or by the size of the whole window, and
     * offer nothing in between.
     */
    private static Value forward(Ops ops, ConvGeometry geometry, Value x, long[] inside, long[] divisors) {
        boolean whole = Arrays.stream(divisors).allMatch(count -> count == geometry.elements());
        Attributes attributes = geometry.window().with("count_include_pad", whole ? 1 : 0);
        Value y = ops.builder().call("AveragePool", attributes, x);
        if (whole || Arrays.equals(inside, divisors)) {
            return y;
        }
        float[] factors = new float[divisors.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) inside[i] / divisors[i];
        }
        return ops.mul(y, forEachPosition(ops, y.shape(), factors));
    }

    /** Passes each window's share to all its elements, if windows tile the input. */
    private static Value repeat(Ops ops, Value share, ConvGeometry geometry, Shape input) {
        int axes = geometry.axes();
        long[] apart = new long[1 + 2 * axes];
        long[] repeated = new long[1 + 2 * axes];
        long[] covered = input.dims();
        long[] rest = new long[2 * covered.length];
        apart[0] = repeated[0] = input.dim(0) * input.dim(1);
        for (int i = 0; i < axes; i++) {
            apart[1 + 2 * i] = repeated[1 + 2 * i] = share.dim(i + 2);
            apart[2 + 2 * i] = 1;
            repeated[2 + 2 * i] = geometry.kernel()[i];
            covered[i + 2] = share.dim(i + 2) * geometry.kernel()[i];
            rest[covered.length + i + 2] = input.dim(i + 2) - covered[i + 2];
        }
        Value whole = ops.reshape(ops.expand(ops.reshape(share, apart), repeated), covered);
        return Arrays.stream(rest).allMatch(r -> r == 0) ? whole : ops.pad(whole, rest);
    }

    /** Adds each window's share to all its elements, separately for every channel. */
    private static Value spread(Recorder recorder, Value share, ConvGeometry geometry, Shape input) {
        Ops ops = recorder.ops();
        long planes = input.dim(0) * input.dim(1);
        Shape inputPlanes = input.with(1, 1).with(0, planes);
        Value sharePlanes = ops.reshape(share, share.shape().with(1, 1).with(0, planes));
        long[] kernel = new long[2 + geometry.axes()];
        kernel[0] = kernel[1] = 1;
        System.arraycopy(geometry.kernel(), 0, kernel, 2, geometry.axes());
        Shape kernelShape = Shape.of(kernel);
        float[] ones = new float[(int) kernelShape.size()];
        Arrays.fill(ones, 1f);
        Value kernelOfOnes = ops.builder().constant(Constant.floats(kernelShape, ones));
        Value spread = recorder.target()
                .convInputGradient()
                .inputGradient(ops, sharePlanes, kernelOfOnes, geometry, inputPlanes);
        return ops.reshape(spread, input);
    }

    /** The number of input elements under the window at each position, including those of explicit pads. */
    private static long[] elements(ConvGeometry geometry, Shape input, long[] before, long[] after) {
        Shape output = geometry.outputShape(input, 1);
        long[] elements = new long[(int) output.size(2, output.rank())];
        for (int i = 0; i < elements.length; i++) {
            long rest = i;
            elements[i] = 1;
            for (int axis = geometry.axes() - 1; axis >= 0; axis--) {
                long position = rest % output.dim(axis + 2);
                rest /= output.dim(axis + 2);
                long start = position * geometry.strides()[axis] - geometry.padsBegin()[axis];
                long end = Math.min(start + geometry.kernel()[axis], input.dim(axis + 2) + after[axis]);
                elements[i] *= end - Math.max(start, -before[axis]);
            }
        }
        return elements;
    }

    /** A constant {@code [1, 1, positions...]}. */
    private static Value forEachPosition(Ops ops, Shape output, float[] numbers) {
        return ops.builder().constant(Constant.floats(output.with(0, 1).with(1, 1), numbers));
    }
}
