package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** Normalization of batches and layers, and dropout. */
final class Normalizations {
    private Normalizations() {}

    static void addTo(Map<String, Call.Operation> all) {
        all.put("batchNorm", Normalizations::batchNorm);
        all.put("layerNorm", Normalizations::layerNorm);
        all.put("dropout", Normalizations::dropout);
    }

    private static Object batchNorm(Call call) {
        Value x = call.array(0);
        int axis = x.shape().axis(call.integer(5));
        BatchNormalizationRule.Layer layer = new BatchNormalizationRule.Layer(
                orElse(call, 3, x.dim(axis), 1),
                orElse(call, 4, x.dim(axis), 0),
                call.array(1),
                call.array(2),
                call.real(7));
        int[] exchange = IntStream.range(0, x.shape().rank()).toArray();
        exchange[1] = axis;
        exchange[axis] = 1;
        Ops ops = call.ops();
        boolean moved = axis != 1;
        Value y = call.recorder().options().normalization().write(ops, moved ? ops.transpose(x, exchange) : x, layer);
        return new NDList(call.result(moved ? ops.transpose(y, exchange) : y));
    }

    private static Value orElse(Call call, int index, long size, float value) {
        if (call.isArray(index)) {
            return call.array(index);
        }
        float[] values = new float[Math.toIntExact(size)];
        Arrays.fill(values, value);
        return call.recorder().builder().constant(Constant.floats(Shape.of(size), values));
    }

    private static Object layerNorm(Call call) {
        Value x = call.array(0);
        Shape normalized = Shape.of(call.shape(1));
        int axis = x.shape().rank() - normalized.rank();
        long[] trailing = Arrays.copyOfRange(
                x.shape().dims(), Math.max(axis, 0), x.shape().rank());
        if (axis < 1 || !Arrays.equals(trailing, normalized.dims())) {
            throw new GraphException("layer normalization must be over the last axes of " + x.shape() + ", found "
                    + normalized + ": move the axes to the end");
        }
        Attributes attributes = Attributes.none().with("axis", axis).with("epsilon", new Attribute.Real(call.real(4)));
        return new NDList(call.node("LayerNormalization", attributes, x, call.array(2), call.array(3)));
    }

    private static Object dropout(Call call) {
        float rate = call.real(1);
        boolean drops = rate > 0 && call.flag(2) && call.recorder().options().dropout() != DropoutRule.LEFT_OUT;
        return new NDList(drops ? call.result(dropped(call, call.array(0), rate)) : (NDArray) call.arguments()[0]);
    }

    /** Dropout, according to the options. */
    static Value dropped(Call call, Value x, float rate) {
        return switch (call.recorder().options().dropout()) {
            case LEFT_OUT -> x;
            case KEPT ->
                call.recorder()
                        .builder()
                        .call("Dropout", Attributes.none(), x, call.recorder().scalar(rate));
            case REFUSED ->
                throw new GraphException("dropout with rate " + rate + " makes the training network differ from the "
                        + "evaluation network: set its rate to 0, leave it out with "
                        + "DjlNetworks.tracer().withoutDropout() (the noise of private training regularizes already), "
                        + "or keep it with withDropout()");
        };
    }
}
