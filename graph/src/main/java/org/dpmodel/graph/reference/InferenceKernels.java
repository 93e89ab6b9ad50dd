package org.dpmodel.graph.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;

/** Operators with different meanings in training and in inference. */
final class InferenceKernels {
    private InferenceKernels() {}

    static void addTo(Map<String, Kernel> kernels) {
        kernels.put("BatchNormalization", InferenceKernels::batchNormalization);
        kernels.put("Dropout", InferenceKernels::dropout);
    }

    /**
     * (x - mean) / √(variance + epsilon) · scale + bias by channel. In training mode with the batch's own mean and
     * (population) variance, which also update the running ones: running · momentum + batch · (1 - momentum).
     */
    private static List<ReferenceTensor> batchNormalization(KernelCall call) {
        ReferenceTensor x = call.input(0);
        double[] mean = call.input(3).toDoubles();
        double[] variance = call.input(4).toDoubles();
        if (call.attributes().integer("training_mode", 0) == 0) {
            return List.of(standardized(call, mean, variance));
        }
        Grid grid = Grid.of(x.shape());
        double count = x.size() / (double) mean.length;
        double[] batchMean = new double[mean.length];
        double[] batchVariance = new double[mean.length];
        grid.forEach(at -> batchMean[at[1]] += x.real(grid.offset(at)) / count);
        grid.forEach(at -> {
            double deviation = x.real(grid.offset(at)) - batchMean[at[1]];
            batchVariance[at[1]] += deviation * deviation / count;
        });
        double momentum = call.attributes().real("momentum", 0.9f);
        for (int channel = 0; channel < mean.length; channel++) {
            mean[channel] = momentum * mean[channel] + (1 - momentum) * batchMean[channel];
            variance[channel] = momentum * variance[channel] + (1 - momentum) * batchVariance[channel];
        }
        return List.of(
                standardized(call, batchMean, batchVariance),
                ReferenceTensor.ofReals(call.input(3).type(), mean),
                ReferenceTensor.ofReals(call.input(4).type(), variance));
    }

    private static ReferenceTensor standardized(KernelCall call, double[] mean, double[] variance) {
        ReferenceTensor x = call.input(0);
        Grid grid = Grid.of(x.shape());
        double epsilon = call.attributes().real("epsilon", 1e-5f);
        double[] y = new double[x.size()];
        grid.forEach(at -> {
            int channel = at[1];
            double standard = (x.real(grid.offset(at)) - mean[channel]) / Math.sqrt(variance[channel] + epsilon);
            y[grid.offset(at)] =
                    standard * call.input(1).real(channel) + call.input(2).real(channel);
        });
        return ReferenceTensor.ofReals(x.type(), y);
    }

    private static List<ReferenceTensor> dropout(KernelCall call) {
        ReferenceTensor x = call.input(0);
        call.require(
                !call.has(2) || call.input(2).integer(0) == 0,
                "random dropout has no reference: set training_mode to 0");
        long[] kept = new long[x.size()];
        Arrays.fill(kept, 1);
        return List.of(x, ReferenceTensor.ofIntegers(new TensorType(DataType.BOOL, x.shape()), kept));
    }
}
