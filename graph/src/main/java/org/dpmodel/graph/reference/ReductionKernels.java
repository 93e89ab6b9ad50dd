package org.dpmodel.graph.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Sums, means and maxima over axes. */
final class ReductionKernels {
    private ReductionKernels() {}

    static void addTo(Map<String, Kernel> kernels, DoubleUnaryOperator rounding) {
        kernels.put("ReduceSum", call -> List.of(reduce(call, 0, (sum, x) -> rounding.applyAsDouble(sum + x))));
        kernels.put("ReduceSumSquare", call -> List.of(reduce(call, 0, (sum, x) -> sum + x * x)));
        kernels.put("ReduceProd", call -> List.of(reduce(call, 1, (product, x) -> product * x)));
        kernels.put("ReduceMin", call -> List.of(reduce(call, Double.POSITIVE_INFINITY, Math::min)));
        kernels.put("ReduceMax", call -> List.of(reduce(call, Double.NEGATIVE_INFINITY, Math::max)));
        kernels.put("ReduceMean", call -> List.of(mean(call)));
    }

    private static ReferenceTensor mean(KernelCall call) {
        ReferenceTensor sum = reduce(call, 0, Double::sum);
        double count = call.input(0).size() / (double) sum.size();
        return ReferenceTensor.ofReals(
                sum.type(), Arrays.stream(sum.toDoubles()).map(s -> s / count).toArray());
    }

    private static ReferenceTensor reduce(KernelCall call, double start, DoubleBinaryOperator fold) {
        ReferenceTensor x = call.input(0);
        boolean[] reduced = reducedAxes(call, x);
        Grid input = Grid.of(x.shape());
        int[] dims = ConvolutionKernel.sizes(input, 0);
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = reduced[axis] ? 1 : dims[axis];
        }
        Grid kept = Grid.of(dims);
        double[] y = new double[kept.size()];
        Arrays.fill(y, start);
        input.forEach(at -> {
            int target = kept.broadcastOffset(at);
            y[target] = fold.applyAsDouble(y[target], x.real(input.offset(at)));
        });
        ReferenceTensor result = x.isReal()
                ? ReferenceTensor.ofReals(x.type().withShape(kept.shape()), y)
                : ReferenceTensor.ofIntegers(
                        x.type().withShape(kept.shape()),
                        Arrays.stream(y).mapToLong(sum -> (long) sum).toArray());
        return call.attributes().integer("keepdims", 1) != 0
                ? result
                : result.reshaped(ShapeKernels.without(kept.shape(), reduced));
    }

    private static boolean[] reducedAxes(KernelCall call, ReferenceTensor x) {
        long[] axes = call.integers(1, "axes");
        boolean[] reduced = new boolean[x.shape().rank()];
        boolean all = axes.length == 0 && call.attributes().integer("noop_with_empty_axes", 0) == 0;
        Arrays.fill(reduced, all);
        for (long axis : axes) {
            reduced[x.shape().axis(axis)] = true;
        }
        return reduced;
    }
}
