package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * GatherND: slices by tuples of indices. The axes that a tuple covers become one, with one index. Without batch axes this
 * is a Gather, with constant indices or from a table; within batch axes, whose slices have their own indices, each index
 * is compared with all possible ones.
 */
final class TuplePicking implements CompositeOperator {
    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        Shape data = call.input(0).shape();
        Shape tuples = call.input(1).shape();
        int batch = Math.toIntExact(call.attributes().integer("batch_dims", 0));
        long length = tuples.dim(-1);
        call.require(
                batch >= 0
                        && batch < Math.min(data.rank(), tuples.rank())
                        && length >= 1
                        && batch + length <= data.rank(),
                () -> "with batch_dims " + batch + " it cannot pick by tuples of " + length + " from " + data);
        int behind = batch + Math.toIntExact(length);
        long[] sizes = Arrays.copyOfRange(data.dims(), batch, behind);
        Value index = index(ops, call.input(1), sizes);
        long size = LongStream.of(sizes).reduce(1, Math::multiplyExact);
        long[] joined = LongStream.concat(
                        LongStream.concat(LongStream.of(data.dims()).limit(batch), LongStream.of(size)),
                        LongStream.of(data.dims()).skip(behind))
                .toArray();
        Value slices = ops.reshape(call.input(0), joined);
        if (batch == 0) {
            return List.of(ops.builder().call("Gather", Attributes.none().with("axis", 0), slices, index));
        }
        // [batch..., rest..., size] by [batch..., 1..., places].
        int rest = data.rank() - behind;
        int rank = batch + rest + 1;
        int[] last = IntStream.concat(IntStream.range(0, rank).filter(i -> i != batch), IntStream.of(batch))
                .toArray();
        long places = index.shape().size(batch, index.shape().rank());
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        System.arraycopy(index.shape().dims(), 0, dims, 0, batch);
        dims[rank - 1] = places;
        Value picked = ElementPicking.picked(ops, ops.transpose(slices, last), ops.reshape(index, dims));
        int[] back = IntStream.concat(
                        IntStream.concat(IntStream.range(0, batch), IntStream.of(rank - 1)),
                        IntStream.range(batch, rank - 1))
                .toArray();
        long[] result = LongStream.concat(
                        LongStream.of(index.shape().dims()),
                        LongStream.of(data.dims()).skip(behind))
                .toArray();
        return List.of(ops.reshape(ops.transpose(picked, back), result));
    }

    /** One index for each tuple, into the flattened axes of these sizes. */
    private static Value index(Ops ops, Value tuples, long... sizes) {
        int axis = tuples.shape().rank() - 1;
        long[] dims = Arrays.copyOf(tuples.shape().dims(), axis);
        Value index = null;
        for (int i = 0; i < sizes.length; i++) {
            Value one = ops.slice(tuples, new long[] {i}, new long[] {i + 1}, new long[] {axis}, new long[] {1});
            Value own = Picking.fromStart(ops, ops.reshape(one, dims), sizes[i]);
            index = index == null ? own : ops.add(ops.mul(index, ops.ints(sizes[i])), own);
        }
        return index;
    }
}
