package org.dpmodel.graph.lowering;

import java.util.Arrays;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.build.RowSums;

/**
 * Sums of rows as products with a column of ones. ONNX Runtime's ReduceSum on CPUs groups the elements of a row by its
 * address, four floats at a time; rows whose length is a multiple of four all have the same alignment, and are left to
 * it.
 */
public final class ProductRowSums implements RowSums {
    private static final int GROUP = 4;

    /** The lowering; it has no settings. */
    public ProductRowSums() {}

    @Override
    public Value sum(Ops ops, Value x) {
        long elements = x.dim(1);
        if (elements % GROUP == 0) {
            return RowSums.DIRECT.sum(ops, x);
        }
        return ops.reshape(ops.matMul(x, ones(ops, elements, 1)), x.dim(0));
    }

    /** ONNX Runtime moves a transposition from before the sum to after it, so that the sum is then over rows. */
    @Override
    public Value sumAcross(Ops ops, Value x) {
        long elements = x.dim(1);
        if (elements % GROUP == 0) {
            return RowSums.DIRECT.sumAcross(ops, x);
        }
        return ops.reshape(ops.matMul(ones(ops, 1, elements), x), x.dim(0), x.dim(2));
    }

    private static Value ones(Ops ops, long... dims) {
        Shape shape = Shape.of(dims);
        float[] ones = new float[Math.toIntExact(shape.size())];
        Arrays.fill(ones, 1);
        return ops.builder().constant(Constant.floats(shape, ones));
    }
}
