package org.dpmodel;

import java.util.Arrays;
import java.util.Optional;
import org.dpmodel.optimizer.BlockUpdate;
import org.dpmodel.optimizer.OptimizerState;
import org.dpmodel.training.Parameters;

/**
 * Updates parameters by the mean of a noisy sum. The mean is rounded to float32 only here, after noise was added to the sum.
 * Optimizers that treat each element alone do so block by block; for others there are arrays of all means and values.
 */
final class ParameterUpdate {
    private final Parameters parameters;
    private final OptimizerState optimizer;
    private float[][] means;

    ParameterUpdate(Parameters parameters, OptimizerState optimizer) {
        this.parameters = parameters;
        this.optimizer = optimizer;
    }

    /**
     * Does one step.
     *
     * @param sums the noisy sums, one array for each parameter
     * @param expected what they are divided by
     * @param deviation standard deviation of the noise on each element of the sums
     */
    void apply(double[][] sums, double expected, double deviation) {
        // Takes a third of the time of a division.
        double inverse = 1 / expected;
        Optional<BlockUpdate> step = optimizer.beginBlocks(deviation / expected);
        if (step.isPresent()) {
            BlockUpdate update = step.get();
            parameters.change((parameter, from, count, elements, mean) -> {
                divide(sums[parameter], from, count, inverse, mean);
                update.update(parameter, from, count, elements, mean);
            });
        } else {
            float[][] values = parameters.values();
            optimizer.update(values, allMeans(sums, inverse), deviation / expected);
            parameters.replace(values);
        }
    }

    private float[][] allMeans(double[][] sums, double inverse) {
        if (means == null) {
            means = Arrays.stream(sums).map(sum -> new float[sum.length]).toArray(float[][]::new);
        }
        for (int i = 0; i < sums.length; i++) {
            divide(sums[i], 0, sums[i].length, inverse, means[i]);
        }
        return means;
    }

    private static void divide(double[] sum, int from, int count, double inverse, float... mean) {
        for (int i = 0; i < count; i++) {
            mean[i] = (float) (sum[from + i] * inverse);
        }
    }
}
