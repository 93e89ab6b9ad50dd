package org.dpmodel.graph.operator;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/** Squeeze and Unsqueeze: removal and insertion of axes of size 1, written as a Reshape. */
enum Squeezing implements CompositeOperator {
    /** Removes axes of size 1: those that are named, or all. */
    SQUEEZE {
        @Override
        Shape to(OperatorCall call) {
            Shape from = call.input(0).shape();
            BitSet dropped = new BitSet();
            if (call.has(1)) {
                for (long axis : call.constantInts(1)) {
                    int place = from.axis(axis);
                    call.require(
                            from.dim(place) == 1,
                            () -> "axis " + place + " of " + from + " cannot be squeezed: its size is not 1"
                                    + (from.dim(place) == 0 ? EMPTY : ""));
                    dropped.set(place);
                }
            } else {
                IntStream.range(0, from.rank()).filter(i -> from.dim(i) == 1).forEach(dropped::set);
            }
            return Shape.of(IntStream.range(0, from.rank())
                    .filter(i -> !dropped.get(i))
                    .mapToLong(from::dim)
                    .toArray());
        }
    },
    /** Inserts axes of size 1, at their positions in the result. */
    UNSQUEEZE {
        @Override
        Shape to(OperatorCall call) {
            long[] axes = call.constantInts(1);
            Shape from = call.input(0).shape();
            int rank = from.rank() + axes.length;
            BitSet added = new BitSet();
            for (long axis : axes) {
                long place = axis < 0 ? axis + rank : axis;
                call.require(
                        place >= 0 && place < rank && !added.get((int) place),
                        () -> "axes must be different numbers in [" + -rank + ", " + rank + "), found " + axis);
                added.set((int) place);
            }
            long[] dims = new long[rank];
            int next = 0;
            for (int i = 0; i < rank; i++) {
                dims[i] = added.get(i) ? 1 : from.dim(next++);
            }
            return Shape.of(dims);
        }
    };

    private static final String EMPTY =
            "; what was sliced before keeps nothing, as in files in which MindSpore wrote x[:, -1]: "
                    + "write x[:, length - 1] there, and export again";

    /** The shape of the result. */
    abstract Shape to(OperatorCall call);

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        return List.of(ops.reshape(call.input(0), to(call)));
    }
}
