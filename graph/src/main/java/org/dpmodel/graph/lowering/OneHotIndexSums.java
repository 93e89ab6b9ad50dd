package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Sums of rows by index as a product with a matrix of ones and zeros, which has a row for each index with a one at each
 * occurrence of the index. The order of additions is that of the device's matrix product. For devices that scatter
 * slowly, in no fixed order, or not at all; the work grows with indices times rows. A row that is not finite makes its
 * columns of all sums NaN.
 */
public final class OneHotIndexSums implements IndexSums {
    /** The most elements of a matrix of ones and zeros: 16 MiB. */
    private static final long MAX_ELEMENTS = 1L << 22;

    /** Matrix product kernels treat up to this many rows alike. */
    private static final long ROW_BLOCK = 16;

    /** The lowering; it has no settings. */
    public OneHotIndexSums() {}

    @Override
    public Value sum(Ops ops, Value indices, Value rows, long size) {
        long count = rows.dim(0);
        Value places = ops.reshape(indices, 1, count);
        long chunk = Math.max(1, MAX_ELEMENTS / count / ROW_BLOCK) * ROW_BLOCK;
        List<Value> sums = new ArrayList<>();
        for (long start = 0; start < size; start += chunk) {
            long[] range =
                    LongStream.range(start, Math.min(size, start + chunk)).toArray();
            Value column = ops.reshape(ops.ints(range), range.length, 1);
            Value ones = ops.cast(ops.elementwise("Equal", places, column), DataType.FLOAT);
            sums.add(ops.matMul(ones, rows));
        }
        return ops.concat(0, sums);
    }
}
