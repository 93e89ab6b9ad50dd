package org.dpmodel.metric;

import java.nio.FloatBuffer;
import org.dpmodel.validation.Require;

/**
 * A network's outputs for some examples beside their targets and losses: views, valid during {@link Metric#update} only.
 * Elements are addressed from index 0, whatever the buffers' positions.
 *
 * @param predictions {@code [count, outputs]}, or more: what follows is padding
 * @param targets {@code [count, outputs]}, or more
 * @param losses {@code [count]}, or more: each example's own loss
 * @param count the number of examples; at least 0
 * @param outputs the number of outputs of one example; at least 1
 */
public record PredictedBatch(FloatBuffer predictions, FloatBuffer targets, FloatBuffer losses, int count, int outputs) {
    /**
     * Checks that the buffers hold the batch.
     *
     * @param predictions {@code [count, outputs]}, or more
     * @param targets {@code [count, outputs]}, or more
     * @param losses {@code [count]}, or more
     * @param count the number of examples; at least 0
     * @param outputs the number of outputs of one example; at least 1
     * @throws IllegalArgumentException if a number is too small or a buffer too short
     */
    public PredictedBatch {
        Require.atLeast("count", count, 0, "pass the number of examples");
        Require.atLeast("outputs", outputs, 1, "pass the number of outputs of one example");
        checkHolds("predictions", predictions, (long) count * outputs);
        checkHolds("targets", targets, (long) count * outputs);
        checkHolds("losses", losses, count);
    }

    private static void checkHolds(String name, FloatBuffer buffer, long elements) {
        Require.atLeast(name + " limit", buffer.limit(), elements, "pass a buffer that holds the whole batch");
    }

    /** Returns the class that the network prefers for an example, or -1 if an output is NaN. */
    int predictedClass(int example) {
        return largest(predictions, example);
    }

    /** Returns the class of an example's one-hot target. */
    int targetClass(int example) {
        return largest(targets, example);
    }

    void checkClassifies(String metric) {
        Require.atLeast(
                "outputs",
                outputs,
                2,
                metric + " compares classes by their largest output; use Metrics.loss() for a single output");
    }

    private int largest(FloatBuffer values, int example) {
        int first = example * outputs;
        int largest = 0;
        for (int i = 0; i < outputs; i++) {
            float value = values.get(first + i);
            if (Float.isNaN(value)) {
                return -1;
            }
            if (value > values.get(first + largest)) {
                largest = i;
            }
        }
        return largest;
    }
}
