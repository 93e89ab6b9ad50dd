package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;

/**
 * The same elements in another shape or order. A reshape is written with all sizes; {@link BatchGeneralization} finds
 * the one that is the batch.
 */
final class ShapeChanges {
    private ShapeChanges() {}

    static void addTo(Map<String, Call.Operation> all) {
        all.put(
                "reshape",
                call -> reshaped(
                        call,
                        call.arguments()[0] instanceof long[] dims
                                ? resolve(call, dims)
                                : resolve(call, call.shape(0))));
        all.put("flatten", ShapeChanges::flatten);
        all.put("expandDims", ShapeChanges::expandDims);
        all.put("squeeze", ShapeChanges::squeeze);
        all.put("transpose", ShapeChanges::transpose);
        all.put(
                "broadcast",
                call -> call.node(
                        "Expand",
                        Attributes.none(),
                        call.value(),
                        call.ops().ints(call.arguments()[0] instanceof long[] dims ? dims.clone() : call.shape(0))));
    }

    private static NDArray reshaped(Call call, long... dims) {
        return call.result(call.ops().reshape(call.value(), dims));
    }

    private static long[] resolve(Call call, long... wanted) {
        Shape from = call.self().type().shape();
        long[] dims = wanted.clone();
        long known = LongStream.of(dims).filter(d -> d != -1).reduce(1, Math::multiplyExact);
        long open = LongStream.of(dims).filter(d -> d == -1).count();
        if (open > 1 || (open == 0 ? known != from.size() : known == 0 || from.size() % known != 0)) {
            throw new GraphException("cannot reshape " + from + " to " + Arrays.toString(wanted)
                    + ": the number of elements must stay, and one size at most may be -1");
        }
        return LongStream.of(dims).map(d -> d == -1 ? from.size() / known : d).toArray();
    }

    private static Object flatten(Call call) {
        Shape from = call.self().type().shape();
        int first = call.arguments().length == 0 ? 0 : from.axis(call.integer(0));
        int last = call.arguments().length == 0 ? from.rank() - 1 : from.axis(call.integer(1));
        LongStream before = LongStream.of(from.dims()).limit(first);
        LongStream after = LongStream.of(from.dims()).skip(last + 1L);
        return reshaped(
                call,
                LongStream.concat(LongStream.concat(before, LongStream.of(from.size(first, last + 1))), after)
                        .toArray());
    }

    private static Object expandDims(Call call) {
        Shape from = call.self().type().shape();
        int axis = call.integer(0) < 0 ? call.integer(0) + from.rank() + 1 : call.integer(0);
        LongStream head = LongStream.concat(LongStream.of(from.dims()).limit(axis), LongStream.of(1));
        return reshaped(
                call,
                LongStream.concat(head, LongStream.of(from.dims()).skip(axis)).toArray());
    }

    private static Object squeeze(Call call) {
        Shape from = call.self().type().shape();
        IntStream wanted = call.arguments().length == 0
                ? IntStream.range(0, from.rank()).filter(axis -> from.dim(axis) == 1)
                : call.arguments()[0] instanceof int[] axes ? IntStream.of(axes) : IntStream.of(call.integer(0));
        int[] axes = wanted.map(from::axis).toArray();
        for (int axis : axes) {
            if (from.dim(axis) != 1) {
                throw new GraphException("cannot squeeze axis " + axis + " of " + from + ": its size is not 1");
            }
        }
        return reshaped(
                call,
                IntStream.range(0, from.rank())
                        .filter(axis -> IntStream.of(axes).noneMatch(gone -> gone == axis))
                        .mapToLong(from::dim)
                        .toArray());
    }

    private static Object transpose(Call call) {
        int rank = call.self().type().shape().rank();
        int[] order = call.arguments().length == 0 || call.integers(0).length == 0
                ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
                : call.integers(0);
        return call.result(call.ops().transpose(call.value(), order));
    }
}
