package org.dpmodel.graph.gradient;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * An embedding: a table whose rows are looked up by indices. A row that a unit looks up several times gets the sum of its
 * gradients, and the norm is computed from that sum. With the indices i_j and the gradients dy_j of one unit, row v of
 * its gradient is the sum
 *
 * <pre>
 * S_j = Σ_k [i_k = i_j] dy_k    for the first j with i_j = v
 * </pre>
 *
 * and zero if no index is v, so that no unit's table has to be formed.
 */
public final class EmbeddingGradient implements ParameterGradient {
    /** Sums rows by index. */
    @FunctionalInterface
    public interface Sums {
        /**
         * Writes the sums into a graph.
         *
         * @param ops where the nodes go
         * @param indices int64 {@code [rows]}, in [0, size)
         * @param rows {@code [rows, width]}
         * @param size the number of different indices
         * @return {@code [size, width]}
         */
        Value sum(Ops ops, Value indices, Value rows, long size);
    }

    private final Value indices;
    private final Value outputGradients;
    private final Shape table;
    private final int axis;
    private final Sums sums;

    /**
     * The rule for one use.
     *
     * @param indices int64 {@code [units, picked]}, in [0, rows)
     * @param outputGradients gradient of the looked-up rows, {@code [units, picked, width]}
     * @param table shape of the table
     * @param axis the axis of its rows
     * @param sums how rows are summed by index
     */
    public EmbeddingGradient(Value indices, Value outputGradients, Shape table, int axis, Sums sums) {
        this.indices = indices;
        this.outputGradients = outputGradients;
        this.table = table;
        this.axis = axis;
        this.sums = sums;
    }

    private long units() {
        return indices.dim(0);
    }

    private long picked() {
        return indices.dim(1);
    }

    /** S_j if j is the first occurrence of its index, otherwise zero: {@code [units, picked, width]}. */
    private Value joined(Ops ops) {
        if (picked() == 1) {
            return outputGradients;
        }
        Value equal = ops.elementwise(
                "Equal", ops.reshape(indices, units(), picked(), 1), ops.reshape(indices, units(), 1, picked()));
        Value same = ops.cast(equal, DataType.FLOAT);
        Value repeated = ops.reduceMax(ops.mul(same, earlier(ops)), true, 2);
        Value first = ops.sub(ops.scalar(1), repeated);
        return ops.mul(ops.matMul(same, outputGradients), first);
    }

    /** 1 below the diagonal. */
    private Value earlier(Ops ops) {
        int size = Math.toIntExact(picked());
        float[] ones = new float[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < row; column++) {
                ones[row * size + column] = 1;
            }
        }
        return ops.builder().constant(Constant.floats(Shape.of(size, size), ones));
    }

    @Override
    public Value squaredNorms(Ops ops) {
        return ops.sumOfSquares(joined(ops), 1, 2);
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        return tableOf(ops, ops.mul(joined(ops), ops.reshape(weights.weights(), units(), 1, 1)));
    }

    @Override
    public Value sum(Ops ops) {
        return tableOf(ops, outputGradients);
    }

    private Value tableOf(Ops ops, Value rows) {
        long count = units() * picked();
        Value sum = sums.sum(ops, ops.reshape(indices, count), ops.reshape(rows, count, rows.dim(2)), table.dim(axis));
        return stored(ops, ops.reshape(sum, 1, table.dim(axis), rows.dim(2)), table);
    }

    @Override
    public Value rows(Ops ops) {
        long size = table.dim(axis);
        Value range = ops.reshape(ops.ints(LongStream.range(0, size).toArray()), 1, size, 1);
        Value places = ops.elementwise("Equal", range, ops.reshape(indices, units(), 1, picked()));
        Value tables = ops.matMul(ops.cast(places, DataType.FLOAT), outputGradients);
        return stored(ops, tables, Shape.of(units(), table.size()));
    }

    /** Tables {@code [count, rows, width]} in the layout of the stored table, whose axis of rows may not be the first. */
    private Value stored(Ops ops, Value tables, Shape result) {
        int rank = table.rank();
        long[] dims = new long[rank + 1];
        int[] order = IntStream.rangeClosed(0, rank).toArray();
        dims[0] = tables.dim(0);
        dims[1] = table.dim(axis);
        for (int i = 0, next = 2; i < rank; i++) {
            if (i == axis) {
                order[i + 1] = 1;
            } else {
                dims[next] = table.dim(i);
                order[i + 1] = next++;
            }
        }
        return ops.reshape(ops.transpose(ops.reshape(tables, dims), order), result);
    }

    @Override
    public String describe() {
        return "summed by row of the table, no table is formed";
    }
}
