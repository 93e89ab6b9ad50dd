package org.dpmodel.graph.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.dpmodel.graph.Shape;

/** Parts, repetitions and concatenations of tensors. */
final class SelectionKernels {
    private SelectionKernels() {}

    static void addTo(Map<String, Kernel> kernels) {
        kernels.put("Concat", SelectionKernels::concat);
        kernels.put("Split", SelectionKernels::split);
        kernels.put("Slice", SelectionKernels::slice);
        kernels.put("Pad", SelectionKernels::pad);
        kernels.put("Expand", SelectionKernels::expand);
        kernels.put("Tile", SelectionKernels::tile);
    }

    /** Along one axis, position i of the result is position source(i) of the tensor. */
    private static ReferenceTensor along(ReferenceTensor x, int axis, int size, IntUnaryOperator source) {
        Grid from = Grid.of(x.shape());
        Grid to = Grid.of(x.shape().with(axis, size));
        int[] offsets = new int[to.size()];
        to.forEach(at -> {
            int[] position = at.clone();
            position[axis] = source.applyAsInt(at[axis]);
            offsets[to.offset(at)] = from.offset(position);
        });
        return x.select(to.shape(), offsets);
    }

    private static List<ReferenceTensor> concat(KernelCall call) {
        ReferenceTensor first = call.input(0);
        int axis = first.shape().axis(call.attributes().integer("axis", 0));
        int total = call.inputs().stream()
                .mapToInt(x -> Math.toIntExact(x.shape().dim(axis)))
                .sum();
        Grid to = Grid.of(first.shape().with(axis, total));
        double[] reals = new double[first.isReal() ? to.size() : 0];
        long[] integers = new long[first.isReal() ? 0 : to.size()];
        int before = 0;
        for (ReferenceTensor x : call.inputs()) {
            Grid from = Grid.of(x.shape());
            int start = before;
            from.forEach(at -> {
                int[] position = at.clone();
                position[axis] += start;
                if (first.isReal()) {
                    reals[to.offset(position)] = x.real(from.offset(at));
                } else {
                    integers[to.offset(position)] = x.integer(from.offset(at));
                }
            });
            before += from.dim(axis);
        }
        return List.of(
                first.isReal()
                        ? ReferenceTensor.ofReals(first.type().withShape(to.shape()), reals)
                        : ReferenceTensor.ofIntegers(first.type().withShape(to.shape()), integers));
    }

    private static List<ReferenceTensor> split(KernelCall call) {
        ReferenceTensor x = call.input(0);
        int axis = x.shape().axis(call.attributes().integer("axis", 0));
        long[] equal = new long[call.outputs()];
        // Parts of one size, rounded up; the last part gets the rest.
        long each = (x.shape().dim(axis) + equal.length - 1) / equal.length;
        Arrays.fill(equal, each);
        equal[equal.length - 1] = x.shape().dim(axis) - each * (equal.length - 1);
        long[] sizes = call.integers(1, "split", equal);
        call.require(
                Arrays.stream(sizes).sum() == x.shape().dim(axis),
                "parts " + Arrays.toString(sizes) + " do not fill axis " + axis + " of " + x.shape());
        List<ReferenceTensor> parts = new ArrayList<>();
        int before = 0;
        for (long size : sizes) {
            int start = before;
            parts.add(along(x, axis, Math.toIntExact(size), i -> start + i));
            before += Math.toIntExact(size);
        }
        return parts;
    }

    private static List<ReferenceTensor> slice(KernelCall call) {
        ReferenceTensor x = call.input(0);
        long[] starts = call.input(1).toLongs();
        long[] ends = call.input(2).toLongs();
        for (int i = 0; i < starts.length; i++) {
            int axis = x.shape().axis(call.has(3) ? call.input(3).integer(i) : i);
            long step = call.has(4) ? call.input(4).integer(i) : 1;
            long size = x.shape().dim(axis);
            long lowest = step > 0 ? 0 : -1;
            long highest = step > 0 ? size : size - 1;
            long start = Math.max(0, Math.min(highest, wrapped(starts[i], size)));
            long end = Math.max(lowest, Math.min(highest, wrapped(ends[i], size)));
            long count = Math.max(0, (end - start + step - Long.signum(step)) / step);
            x = along(x, axis, Math.toIntExact(count), k -> Math.toIntExact(start + k * step));
        }
        return List.of(x);
    }

    private static long wrapped(long index, long size) {
        return index < 0 ? index + size : index;
    }

    private static List<ReferenceTensor> pad(KernelCall call) {
        call.require(call.attributes().text("mode", "constant").equals("constant"), "mode must be constant");
        ReferenceTensor x = call.input(0);
        call.require(x.isReal(), "only floating-point tensors are padded");
        Grid from = Grid.of(x.shape());
        int rank = from.rank();
        int[] pads = new int[2 * rank];
        long[] given = call.input(1).toLongs();
        for (int i = 0; i < given.length / 2; i++) {
            int axis = call.has(3) ? x.shape().axis(call.input(3).integer(i)) : i;
            pads[axis] = Math.toIntExact(given[i]);
            pads[rank + axis] = Math.toIntExact(given[given.length / 2 + i]);
        }
        int[] dims = new int[rank];
        Arrays.setAll(dims, axis -> from.dim(axis) + pads[axis] + pads[rank + axis]);
        Grid to = Grid.of(dims);
        double[] y = new double[to.size()];
        Arrays.fill(y, call.has(2) ? call.input(2).real(0) : 0);
        from.forEach(at -> {
            int[] position = new int[rank];
            boolean inside = true;
            for (int axis = 0; axis < rank; axis++) {
                position[axis] = at[axis] + pads[axis];
                inside &= position[axis] >= 0 && position[axis] < to.dim(axis);
            }
            if (inside) {
                y[to.offset(position)] = x.real(from.offset(at));
            }
        });
        return List.of(ReferenceTensor.ofReals(x.type().withShape(to.shape()), y));
    }

    private static List<ReferenceTensor> expand(KernelCall call) {
        Shape wanted = Shape.of(call.input(1).toLongs());
        return List.of(call.input(0).broadcast(call.input(0).shape().broadcast(wanted)));
    }

    private static List<ReferenceTensor> tile(KernelCall call) {
        ReferenceTensor x = call.input(0);
        long[] repeats = call.input(1).toLongs();
        for (int axis = 0; axis < repeats.length; axis++) {
            int size = Math.toIntExact(x.shape().dim(axis));
            x = along(x, axis, Math.toIntExact(size * repeats[axis]), i -> i % size);
        }
        return List.of(x);
    }
}
