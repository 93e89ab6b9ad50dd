package org.dpmodel.graph.reference;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;

/** The positions of a tensor of some shape, in row-major order, and their offsets in its elements. */
final class Grid {
    private final int[] dims;
    private final int[] strides;

    private Grid(int[] dims) {
        this.dims = dims;
        this.strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride = Math.multiplyExact(stride, dims[axis]);
        }
    }

    static Grid of(Shape shape) {
        return new Grid(LongStream.of(shape.dims()).mapToInt(Math::toIntExact).toArray());
    }

    static Grid of(int... dims) {
        return new Grid(dims.clone());
    }

    int rank() {
        return dims.length;
    }

    int dim(int axis) {
        return dims[axis];
    }

    int size() {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    Shape shape() {
        return Shape.of(Arrays.stream(dims).asLongStream().toArray());
    }

    /** The offset of the element at a position. */
    int offset(int... position) {
        int offset = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            offset += position[axis] * strides[axis];
        }
        return offset;
    }

    /** The offset of the element that broadcasting puts at a position of an equal or higher rank. */
    int broadcastOffset(int[] position) {
        int missing = position.length - dims.length;
        int offset = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            offset += dims[axis] == 1 ? 0 : position[missing + axis] * strides[axis];
        }
        return offset;
    }

    /** Visits all positions; the array is reused, so do not keep a reference. */
    void forEach(Consumer<int[]> action) {
        int[] position = new int[dims.length];
        for (int remaining = size(); remaining > 0; remaining--) {
            action.accept(position);
            for (int axis = dims.length - 1; axis >= 0 && ++position[axis] == dims[axis]; axis--) {
                position[axis] = 0;
            }
        }
    }
}
