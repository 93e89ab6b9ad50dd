package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * ScatterND with constant indices, all of them different: replaces slices by others. It is written as a selection between
 * old and new elements at each place, so that no device has to decide which of two writes wins. Tuples index the first
 * axes: if these included the examples, they would select among examples, which is refused.
 */
final class TuplePlacing implements CompositeOperator {
    private static final int UPDATES = 2;

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        String reduction = call.attributes().text("reduction", "none");
        call.require(
                reduction.equals("none"),
                () -> "its reduction must be none, found " + reduction + ": export it with reduction none or add");
        Value data = call.input(0);
        Shape tuples = call.input(1).shape();
        Constant indices = call.input(1)
                .constant()
                .orElseThrow(() -> call.error("its indices must be constants that do not follow from the number of"
                        + " examples: it overwrites elements by index, and if the indices are computed, which of "
                        + "several equal ones wins differs between devices; join the parts with Concat or select "
                        + "them with Where"));
        int length = Math.toIntExact(tuples.dim(-1));
        call.require(
                length >= 1 && length <= data.shape().rank(),
                () -> "tuples of " + length + " do not fit " + data.shape());
        long[] slice = LongStream.of(data.shape().dims()).skip(length).toArray();
        Shape places =
                Shape.of(LongStream.concat(LongStream.of(tuples.dims()).limit(tuples.rank() - 1L), LongStream.of(slice))
                        .toArray());
        call.require(
                call.input(UPDATES).type().equals(data.type().withShape(places)),
                () -> "its updates must be " + data.type().withShape(places) + ", found "
                        + call.input(UPDATES).type());
        long size = Shape.of(slice).size();
        int[] sources =
                sources(call, indices.toLongs(), Arrays.copyOf(data.shape().dims(), length));
        Value old = ops.reshape(data, sources.length, size);
        Value updates = ops.reshape(call.input(UPDATES), places.size() / size, size);
        long[] picked = new long[sources.length];
        byte[] placed = new byte[sources.length];
        for (int i = 0; i < sources.length; i++) {
            picked[i] = Math.max(0, sources[i]);
            placed[i] = (byte) (sources[i] < 0 ? 0 : 1);
        }
        TensorType column = new TensorType(DataType.BOOL, Shape.of(placed.length, 1));
        Value chosen = ops.builder().constant(Constant.ofBytes(column, placed));
        Value result = ops.where(chosen, ops.gather(updates, 0, ops.ints(picked)), old);
        return List.of(ops.reshape(result, data.shape()));
    }

    /** For each place of the axes that tuples cover: the slice that is written there, −1 if none is. */
    private static int[] sources(OperatorCall call, long[] indices, long... sizes) {
        int[] sources = new int[Math.toIntExact(Shape.of(sizes).size())];
        Arrays.fill(sources, -1);
        for (int tuple = 0; tuple < indices.length / sizes.length; tuple++) {
            long place = 0;
            for (int axis = 0; axis < sizes.length; axis++) {
                long size = sizes[axis];
                long index = indices[tuple * sizes.length + axis];
                call.require(
                        index >= -size && index < size,
                        () -> "its indices must be in [" + -size + ", " + size + "), found " + index);
                place = place * size + (index < 0 ? index + size : index);
            }
            call.require(
                    sources[(int) place] < 0,
                    () -> "it writes one element twice, and which write wins differs between devices: write each "
                            + "element once");
            sources[(int) place] = tuple;
        }
        return sources;
    }
}
