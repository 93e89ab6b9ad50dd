package org.dpmodel.graph.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Shape;

/** The same elements in another shape or order. */
final class ShapeKernels {
    private ShapeKernels() {}

    static void addTo(Map<String, Kernel> kernels) {
        kernels.put("Reshape", ShapeKernels::reshape);
        kernels.put("Flatten", ShapeKernels::flatten);
        kernels.put("Transpose", ShapeKernels::transpose);
        kernels.put("Squeeze", ShapeKernels::squeeze);
        kernels.put("Unsqueeze", ShapeKernels::unsqueeze);
    }

    private static List<ReferenceTensor> reshape(KernelCall call) {
        ReferenceTensor x = call.input(0);
        long[] dims = call.input(1).toLongs();
        boolean zeroMeansZero = call.attributes().integer("allowzero", 0) != 0;
        long known = 1;
        int open = -1;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == 0 && !zeroMeansZero) {
                dims[axis] = x.shape().dim(axis);
            }
            if (dims[axis] == -1) {
                call.require(open < 0, "the shape has more than one -1");
                open = axis;
            } else {
                known *= dims[axis];
            }
        }
        if (open >= 0) {
            dims[open] = known == 0 ? 0 : x.size() / known;
        }
        return List.of(x.reshaped(Shape.of(dims)));
    }

    private static List<ReferenceTensor> flatten(KernelCall call) {
        Shape shape = call.input(0).shape();
        long axis = call.attributes().integer("axis", 1);
        int split = Math.toIntExact(axis < 0 ? axis + shape.rank() : axis);
        return List.of(call.input(0).reshaped(Shape.of(shape.size(0, split), shape.size(split, shape.rank()))));
    }

    private static List<ReferenceTensor> transpose(KernelCall call) {
        ReferenceTensor x = call.input(0);
        Grid from = Grid.of(x.shape());
        int rank = from.rank();
        long[] reversed = new long[rank];
        Arrays.setAll(reversed, axis -> rank - 1 - axis);
        int[] perm = Window.ints(call.attributes().integers("perm", reversed));
        int[] dims = new int[rank];
        Arrays.setAll(dims, axis -> from.dim(perm[axis]));
        Grid to = Grid.of(dims);
        int[] source = new int[to.size()];
        int[] position = new int[rank];
        to.forEach(at -> {
            for (int axis = 0; axis < rank; axis++) {
                position[perm[axis]] = at[axis];
            }
            source[to.offset(at)] = from.offset(position);
        });
        return List.of(x.select(to.shape(), source));
    }

    private static List<ReferenceTensor> squeeze(KernelCall call) {
        Shape shape = call.input(0).shape();
        boolean[] dropped = new boolean[shape.rank()];
        if (call.has(1) || call.attributes().has("axes")) {
            for (long axis : call.integers(1, "axes")) {
                dropped[shape.axis(axis)] = true;
                call.require(shape.dim(shape.axis(axis)) == 1, "axis " + axis + " of " + shape + " is not 1");
            }
        } else {
            for (int axis = 0; axis < dropped.length; axis++) {
                dropped[axis] = shape.dim(axis) == 1;
            }
        }
        return List.of(call.input(0).reshaped(without(shape, dropped)));
    }

    private static List<ReferenceTensor> unsqueeze(KernelCall call) {
        Shape shape = call.input(0).shape();
        long[] axes = call.integers(1, "axes");
        long[] dims = new long[shape.rank() + axes.length];
        for (long axis : axes) {
            dims[Math.toIntExact(axis < 0 ? axis + dims.length : axis)] = 1;
        }
        int next = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = dims[axis] == 1 ? 1 : shape.dim(next++);
        }
        return List.of(call.input(0).reshaped(Shape.of(dims)));
    }

    static Shape without(Shape shape, boolean[] dropped) {
        List<Long> kept = new ArrayList<>();
        for (int axis = 0; axis < dropped.length; axis++) {
            if (!dropped[axis]) {
                kept.add(shape.dim(axis));
            }
        }
        return Shape.of(kept.stream().mapToLong(Long::longValue).toArray());
    }
}
