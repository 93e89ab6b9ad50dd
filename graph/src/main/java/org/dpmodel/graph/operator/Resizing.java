package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
 * Resize, nearest, linear and cubic, one axis after another. Given scales are used unchanged, and given sizes as the
 * ratio of sizes: for the same output they differ if a scale is not such a ratio.
 */
final class Resizing implements NetworkOperator {
    private static final int SCALES = 2;
    private static final int SIZES = 3;

    @Override
    public List<TensorType> infer(OperatorCall call) {
        checkAttributes(call);
        return List.of(call.input(0).type().withShape(to(call)));
    }

    private static void checkAttributes(OperatorCall call) {
        String mode = call.attributes().text("mode", "nearest");
        call.require(
                mode.equals("nearest") || mode.equals("linear") || mode.equals("cubic"),
                () -> "mode must be nearest, linear or cubic, found " + mode + ": export with one of them");
        call.require(
                call.attributes().integer("antialias", 0) == 0,
                () -> "antialias must be 0: export without antialiasing");
        call.require(
                call.attributes().text("keep_aspect_ratio_policy", "stretch").equals("stretch"),
                () -> "keep_aspect_ratio_policy must be stretch: give the output sizes");
    }

    private static int[] axes(OperatorCall call) {
        Shape shape = call.input(0).shape();
        long[] all = LongStream.range(0, shape.rank()).toArray();
        return LongStream.of(call.attributes().integers("axes", all))
                .mapToInt(shape::axis)
                .toArray();
    }

    private static boolean hasSizes(OperatorCall call) {
        return call.has(SIZES) && call.input(SIZES).shape().size() > 0;
    }

    /** A factor for each axis, 1 for those that are unchanged. */
    private static float[] scales(OperatorCall call) {
        Shape from = call.input(0).shape();
        int[] axes = axes(call);
        float[] scales = new float[from.rank()];
        Arrays.fill(scales, 1);
        float[] given;
        if (hasSizes(call)) {
            long[] sizes = call.constantInts(SIZES);
            given = new float[sizes.length];
            for (int i = 0; i < given.length && i < axes.length; i++) {
                given[i] = (float) sizes[i] / from.dim(axes[i]);
            }
        } else {
            Constant constant = call.input(SCALES)
                    .constant()
                    .orElseThrow(() -> call.error("its scales must be constants: export with sizes or a scale_factor"));
            given = constant.toFloats();
        }
        call.require(
                given.length == axes.length,
                () -> "it must have " + axes.length + " scales or sizes, found " + given.length);
        for (int i = 0; i < given.length; i++) {
            float scale = given[i];
            call.require(scale > 0, () -> "scales must be above 0, found " + scale);
            scales[axes[i]] = scale;
        }
        return scales;
    }

    private static Shape to(OperatorCall call) {
        Shape from = call.input(0).shape();
        float[] scales = scales(call);
        long[] dims = from.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (long) Math.floor(scales[i] * dims[i]);
        }
        if (hasSizes(call)) {
            int[] axes = axes(call);
            long[] sizes = call.constantInts(SIZES);
            IntStream.range(0, axes.length).forEach(i -> dims[axes[i]] = sizes[i]);
        }
        return Shape.of(dims);
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1, SCALES, SIZES);
    }

    @Override
    public Set<Integer> shapeInputs() {
        return Set.of(SIZES);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        Dependence data = IsolationRules.layer(call, inputs);
        int[] axes = axes(call);
        boolean others = inputs.size() > SIZES
                && inputs.get(SIZES).counts().stream().anyMatch(i -> !data.onExamples() || axes[i] != 0);
        if (others || (data.onExamples() && to(call).dim(0) != call.input(0).dim(0))) {
            throw IsolationRules.mixes(
                    call,
                    "it resizes the batch, or to a size that follows from the number of examples",
                    "resize spatial axes only, to sizes that do not depend on the batch");
        }
        return data;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Shape to = to(call);
        float[] scales = scales(call);
        String mode = call.attributes().text("mode", "nearest");
        List<UnaryOperator<Value>> back = new ArrayList<>();
        Value y = call.input(0);
        for (int i = 1; i < to.rank(); i++) {
            if (to.dim(i) != y.dim(i) || scales[i] != 1) {
                ResizedAxis resized = new ResizedAxis(call, y.dim(i), to.dim(i), scales[i]);
                y = switch (mode) {
                    case "nearest" -> nearest(ops, y, i, resized, back);
                    case "linear" -> weighted(ops, y, i, resized.linear(), back);
                    default -> weighted(ops, y, i, resized.cubic(), back);
                };
            }
        }
        return Recording.of(
                y,
                (gradient, sink) -> sink.activation(0, () -> {
                    Value carried = gradient;
                    for (int i = back.size() - 1; i >= 0; i--) {
                        carried = back.get(i).apply(carried);
                    }
                    return carried;
                }));
    }

    private static Value nearest(Ops ops, Value x, int axis, ResizedAxis resized, List<UnaryOperator<Value>> back) {
        long[] indices = resized.nearest();
        back.add(gradient -> AxisIndices.restore(ops, gradient, x.shape(), axis, indices, 0));
        return AxisIndices.pick(ops, x, axis, indices);
    }

    private static Value weighted(Ops ops, Value x, int axis, AxisMatrix weights, List<UnaryOperator<Value>> back) {
        back.add(gradient -> weights.transposed().times(ops, gradient, axis, 0));
        return weights.times(ops, x, axis, 0);
    }
}
