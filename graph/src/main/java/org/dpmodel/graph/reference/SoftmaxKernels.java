package org.dpmodel.graph.reference;

import java.util.List;
import java.util.Map;

/** Softmax and LogSoftmax along one axis: x - log Σ exp x, and its exponential. */
final class SoftmaxKernels {
    private SoftmaxKernels() {}

    static void addTo(Map<String, Kernel> kernels) {
        kernels.put("Softmax", call -> List.of(normalize(call, false)));
        kernels.put("LogSoftmax", call -> List.of(normalize(call, true)));
    }

    private static ReferenceTensor normalize(KernelCall call, boolean logarithm) {
        ReferenceTensor x = call.input(0);
        Grid grid = Grid.of(x.shape());
        int axis = x.shape().axis(call.attributes().integer("axis", -1));
        double[] y = new double[x.size()];
        grid.forEach(at -> {
            int[] along = at.clone();
            double largest = Double.NEGATIVE_INFINITY;
            for (along[axis] = 0; along[axis] < grid.dim(axis); along[axis]++) {
                largest = Math.max(largest, x.real(grid.offset(along)));
            }
            double sum = 0;
            for (along[axis] = 0; along[axis] < grid.dim(axis); along[axis]++) {
                sum += Math.exp(x.real(grid.offset(along)) - largest);
            }
            int offset = grid.offset(at);
            double value = x.real(offset) - largest - Math.log(sum);
            y[offset] = logarithm ? value : Math.exp(value);
        });
        return ReferenceTensor.ofReals(x.type(), y);
    }
}
