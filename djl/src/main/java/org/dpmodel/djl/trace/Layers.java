package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;
import java.util.function.Supplier;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** Convolutions, dense layers and embeddings: operations with weights. */
final class Layers {
    private Layers() {}

    static void addTo(Map<String, Call.Operation> all) {
        all.put("convolution", Layers::convolution);
        all.put("linear", Layers::linear);
        all.put("embedding", Layers::embedding);
        for (String product : new String[] {"matMul", "batchMatMul"}) {
            all.put(product, call -> call.node("MatMul", Attributes.none(), call.value(), call.array(0)));
        }
        all.put(
                "concat",
                call -> call.node(
                        "Concat",
                        Attributes.none()
                                .with("axis", call.self().type().shape().axis(call.integer(1))),
                        prepend(call.value(), call.list(0).toArray(Value[]::new))));
    }

    private static Value[] prepend(Value first, Value... rest) {
        Value[] all = new Value[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static Object convolution(Call call) {
        long[] padding = call.shape(4);
        long[] pads = new long[2 * padding.length];
        System.arraycopy(padding, 0, pads, 0, padding.length);
        System.arraycopy(padding, 0, pads, padding.length, padding.length);
        Attributes attributes = Attributes.none()
                .with("strides", call.shape(3))
                .with("pads", pads)
                .with("dilations", call.shape(5))
                .with("group", call.integer(6));
        Value x = call.array(0);
        Value weight = call.array(1);
        return layer(
                call,
                weight,
                () -> call.isArray(2)
                        ? call.node("Conv", attributes, x, weight, call.array(2))
                        : call.node("Conv", attributes, x, weight));
    }

    private static Object embedding(Call call) {
        Value ids = call.array(0);
        if (ids.type().dataType() == DataType.FLOAT) {
            throw new GraphException("an embedding needs whole-number ids, found " + ids.type()
                    + ": trace the block with DjlNetworks.tracer().ids()");
        }
        Value table = call.array(1);
        return layer(call, table, () -> call.node("Gather", Attributes.none().with("axis", 0), table, ids));
    }

    private static Object linear(Call call) {
        Value x = call.array(0);
        Symbol weight = call.recorder().symbol((NDArray) call.arguments()[1]);
        if (weight.type().shape().rank() != 2) {
            throw new GraphException("the weight of a linear layer must be [out, in], found "
                    + weight.type().shape());
        }
        return x.shape().rank() == 2 ? matrix(call, x) : rows(call, x, weight);
    }

    /** Examples of one row: a Gemm. */
    private static Object matrix(Call call, Value x) {
        Value weight = call.array(1);
        return layer(
                call,
                weight,
                () -> call.isArray(2)
                        ? call.node("Gemm", Ops.transposed(false, true), x, weight, call.array(2))
                        : call.node("Gemm", Ops.transposed(false, true), x, weight));
    }

    /** Examples of several rows: a MatMul, whose weight is stored {@code [in, out]}. */
    private static Object rows(Call call, Value x, Symbol weight) {
        Value turned = weight instanceof Symbol.OfParameter parameter
                ? call.recorder().parameter(parameter.parameter(), true)
                : call.ops().transpose(weight.value(), 1, 0);
        return layer(call, turned, () -> {
            Value product = call.ops().matMul(x, turned);
            return call.isArray(2) ? call.node("Add", Attributes.none(), product, call.array(2)) : call.result(product);
        });
    }

    /** Names the nodes of a layer after its weight, so that messages point to the block. */
    private static NDList layer(Call call, Value weight, Supplier<NDArray> nodes) {
        int end = weight.name().lastIndexOf('_');
        call.recorder().builder().scope(end > 0 ? weight.name().substring(0, end) : "");
        try {
            return new NDList(nodes.get());
        } finally {
            call.recorder().builder().scope("");
        }
    }
}
