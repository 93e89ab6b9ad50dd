package org.dpmodel.graph.build;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * Sums over any axes, one run of neighbouring axes at a time, from the innermost to the outermost. {@link RowSums} sums
 * all of them but the outermost, which is over examples: there whole rows are added to each other, element by element.
 */
final class AxisSums {
    /** Neighbouring axes that are either all summed over or all kept. */
    private record Run(long size, boolean summed) {}

    private final Ops ops;
    private final RowSums rowSums;

    AxisSums(Ops ops, RowSums rowSums) {
        this.ops = ops;
        this.rowSums = rowSums;
    }

    Value sum(Value x, boolean keepDimensions, int... axes) {
        boolean[] summed = reduced(x.shape(), axes);
        List<Run> runs = runs(x.shape(), summed);
        Value sum = ops.reshape(x, dims(runs));
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).summed()) {
                sum = i == runs.size() - 1 ? sumRows(sum, runs) : sumOuter(sum, runs, i);
                runs.remove(i);
            }
        }
        return ops.reshape(sum, result(x.shape(), summed, keepDimensions));
    }

    /** For each axis, whether it is reduced. */
    static boolean[] reduced(Shape shape, int... axes) {
        boolean[] reduced = new boolean[shape.rank()];
        for (int axis : axes) {
            reduced[shape.axis(axis)] = true;
        }
        return reduced;
    }

    /** Axes of size 1 do not belong to a run. */
    private static List<Run> runs(Shape shape, boolean... summed) {
        List<Run> runs = new ArrayList<>();
        for (int axis = 0; axis < summed.length; axis++) {
            if (shape.dim(axis) == 1) {
                continue;
            }
            int last = runs.size() - 1;
            if (last >= 0 && runs.get(last).summed() == summed[axis]) {
                runs.set(last, new Run(runs.get(last).size() * shape.dim(axis), summed[axis]));
            } else {
                runs.add(new Run(shape.dim(axis), summed[axis]));
            }
        }
        return runs;
    }

    private static long[] dims(List<Run> runs) {
        return runs.stream().mapToLong(Run::size).toArray();
    }

    private Value sumRows(Value x, List<Run> runs) {
        long elements = runs.get(runs.size() - 1).size();
        Value rows = ops.reshape(x, x.shape().size() / elements, elements);
        return ops.reshape(rowSums.sum(ops, rows), dims(runs.subList(0, runs.size() - 1)));
    }

    private Value sumOuter(Value x, List<Run> runs, int axis) {
        List<Run> left = new ArrayList<>(runs);
        left.remove(axis);
        if (axis == 0) {
            Value sum = ops.builder().call("ReduceSum", Attributes.none().with("keepdims", 0), x, ops.ints(0));
            return ops.reshape(sum, dims(left));
        }
        long blocks = size(runs.subList(0, axis));
        long width = size(runs.subList(axis + 1, runs.size()));
        Value sum = rowSums.sumAcross(ops, ops.reshape(x, blocks, runs.get(axis).size(), width));
        return ops.reshape(sum, dims(left));
    }

    private static long size(List<Run> runs) {
        return runs.stream().mapToLong(Run::size).reduce(1, Math::multiplyExact);
    }

    /** The dimensions that remain after a reduction. */
    static long[] result(Shape shape, boolean[] summed, boolean keepDimensions) {
        return IntStream.range(0, summed.length)
                .filter(axis -> keepDimensions || !summed[axis])
                .mapToLong(axis -> summed[axis] ? 1 : shape.dim(axis))
                .toArray();
    }
}
