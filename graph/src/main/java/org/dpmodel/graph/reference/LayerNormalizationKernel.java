package org.dpmodel.graph.reference;

import java.util.List;

/**
 * LayerNormalization: (x - mean) / √(variance + epsilon) · scale + bias, with the mean and the variance of the population over
 * the axes from {@code axis} on.
 */
final class LayerNormalizationKernel implements Kernel {
    @Override
    public List<ReferenceTensor> run(KernelCall call) {
        ReferenceTensor x = call.input(0);
        int axis = x.shape().axis(call.attributes().integer("axis", -1));
        int size = (int) x.shape().size(axis, x.shape().rank());
        double epsilon = call.attributes().real("epsilon", 1e-5f);
        double[] y = new double[x.size()];
        for (int row = 0; row < x.size(); row += size) {
            double mean = 0;
            for (int i = 0; i < size; i++) {
                mean += x.real(row + i) / size;
            }
            double variance = 0;
            for (int i = 0; i < size; i++) {
                variance += Math.pow(x.real(row + i) - mean, 2) / size;
            }
            for (int i = 0; i < size; i++) {
                double standard = (x.real(row + i) - mean) / Math.sqrt(variance + epsilon);
                y[row + i] = standard * call.input(1).real(i)
                        + (call.has(2) ? call.input(2).real(i) : 0);
            }
        }
        return List.of(ReferenceTensor.ofReals(x.type(), y));
    }
}
