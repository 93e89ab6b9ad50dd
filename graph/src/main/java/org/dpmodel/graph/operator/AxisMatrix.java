package org.dpmodel.graph.operator;

import java.util.stream.IntStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** Linear maps of the slices along one axis, with a constant matrix. */
final class AxisMatrix {
    /** A matrix may have 64 MiB. */
    private static final long MOST_ELEMENTS = 1L << 24;

    private final float[] elements;
    private final int rows;
    private final int columns;

    /** A matrix of zeros. */
    AxisMatrix(long rows, long columns) {
        if (rows * columns > MOST_ELEMENTS) {
            throw new GraphException("an axis of " + columns + " slices would be mapped to " + rows
                    + " by a matrix of more than " + MOST_ELEMENTS + " numbers: use shorter axes");
        }
        this.rows = Math.toIntExact(rows);
        this.columns = Math.toIntExact(columns);
        this.elements = new float[this.rows * this.columns];
    }

    void add(long row, long column, float number) {
        elements[Math.toIntExact(row * columns + column)] += number;
    }

    AxisMatrix transposed() {
        AxisMatrix turned = new AxisMatrix(columns, rows);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned.add(column, row, elements[row * columns + column]);
            }
        }
        return turned;
    }

    private Value constant(Ops ops) {
        return ops.builder().constant(Constant.floats(Shape.of(rows, columns), elements));
    }

    /**
     * The matrix times the slices of a value.
     *
     * @param ops where the nodes go
     * @param x float32
     * @param axis the axis
     * @param examples the axis of examples, which is a different one
     * @return x with as many slices along the axis as the matrix has rows
     */
    Value times(Ops ops, Value x, int axis, int examples) {
        // Each example gets its own matrix products, so that its position does not change the order of its sums.
        int rank = x.shape().rank();
        int[] order = IntStream.concat(
                        IntStream.of(examples), IntStream.range(0, rank).filter(i -> i != examples))
                .toArray();
        int[] back = new int[rank];
        IntStream.range(0, rank).forEach(i -> back[order[i]] = i);
        Value moved = ops.transpose(x, order);
        Shape shape = moved.shape();
        int place = back[axis];
        long outer = shape.size(0, place);
        long inner = shape.size(place + 1, rank);
        Value product = inner == 1
                ? ops.matMul(ops.reshape(moved, outer, columns), transposed().constant(ops))
                : ops.matMul(constant(ops), ops.reshape(moved, outer, columns, inner));
        return ops.transpose(ops.reshape(product, shape.with(place, rows)), back);
    }
}
