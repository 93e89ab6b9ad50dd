package org.dpmodel.graph.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;

/** Reading and writing at positions that are themselves in a tensor. */
final class IndexingKernels {
    private IndexingKernels() {}

    static void addTo(Map<String, Kernel> kernels) {
        kernels.put("Gather", IndexingKernels::gather);
        kernels.put("ScatterElements", IndexingKernels::scatterElements);
        kernels.put("ConstantOfShape", IndexingKernels::constantOfShape);
        kernels.put("Range", IndexingKernels::range);
    }

    private static int wrapped(KernelCall call, long index, int size) {
        call.require(index >= -size && index < size, "index " + index + " is outside of [" + -size + ", " + size + ")");
        return Math.toIntExact(index < 0 ? index + size : index);
    }

    /** result[a..., i..., b...] = data[a..., indices[i...], b...]. */
    private static List<ReferenceTensor> gather(KernelCall call) {
        ReferenceTensor data = call.input(0);
        ReferenceTensor indices = call.input(1);
        Grid from = Grid.of(data.shape());
        Grid within = Grid.of(indices.shape());
        int axis = data.shape().axis(call.attributes().integer("axis", 0));
        int[] dims = new int[from.rank() + within.rank() - 1];
        Arrays.setAll(
                dims,
                i -> i < axis
                        ? from.dim(i)
                        : i < axis + within.rank() ? within.dim(i - axis) : from.dim(i - within.rank() + 1));
        Grid to = Grid.of(dims);
        int[] source = new int[to.size()];
        to.forEach(at -> {
            int[] index = Arrays.copyOfRange(at, axis, axis + within.rank());
            int[] position = new int[from.rank()];
            System.arraycopy(at, 0, position, 0, axis);
            position[axis] = wrapped(call, indices.integer(within.offset(index)), from.dim(axis));
            System.arraycopy(at, axis + within.rank(), position, axis + 1, from.rank() - axis - 1);
            source[to.offset(at)] = from.offset(position);
        });
        return List.of(data.select(to.shape(), source));
    }

    private static List<ReferenceTensor> scatterElements(KernelCall call) {
        ReferenceTensor data = call.input(0);
        ReferenceTensor indices = call.input(1);
        ReferenceTensor updates = call.input(2);
        String reduction = call.attributes().text("reduction", "none");
        call.require(reduction.equals("none") || reduction.equals("add"), "reduction must be none or add");
        call.require(data.isReal(), "only floating-point tensors are scattered to");
        Grid to = Grid.of(data.shape());
        Grid from = Grid.of(indices.shape());
        int axis = data.shape().axis(call.attributes().integer("axis", 0));
        double[] y = data.toDoubles();
        from.forEach(at -> {
            int[] position = at.clone();
            position[axis] = wrapped(call, indices.integer(from.offset(at)), to.dim(axis));
            int target = to.offset(position);
            y[target] = (reduction.equals("add") ? y[target] : 0) + updates.real(from.offset(at));
        });
        return List.of(ReferenceTensor.ofReals(data.type(), y));
    }

    private static List<ReferenceTensor> constantOfShape(KernelCall call) {
        Attribute value = call.attributes().values().get("value");
        Constant constant = value instanceof Attribute.Tensor tensor ? tensor.value() : Constant.floats(Shape.of(1), 0);
        Shape shape = Shape.of(call.input(0).toLongs());
        return List.of(ReferenceTensor.of(constant).select(shape, new int[Math.toIntExact(shape.size())]));
    }

    private static List<ReferenceTensor> range(KernelCall call) {
        ReferenceTensor start = call.input(0);
        double delta = call.input(2).real(0);
        call.require(delta != 0, "a step of 0 never ends");
        double count = Math.max(0, Math.ceil((call.input(1).real(0) - start.real(0)) / delta));
        int size = Math.toIntExact((long) count);
        TensorType type = start.type().withShape(Shape.of(size));
        if (start.isReal()) {
            double[] reals = new double[size];
            Arrays.setAll(reals, i -> start.real(0) + i * delta);
            return List.of(ReferenceTensor.ofReals(type, reals));
        }
        long[] integers = new long[size];
        Arrays.setAll(integers, i -> start.integer(0) + i * call.input(2).integer(0));
        return List.of(ReferenceTensor.ofIntegers(type, integers));
    }
}
