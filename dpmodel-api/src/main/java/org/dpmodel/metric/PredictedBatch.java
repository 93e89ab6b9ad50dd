package org.dpmodel.metric;

import java.nio.FloatBuffer;
import org.dpmodel.validation.Require;

/**
 * A network's outputs for some examples, with their targets and losses: views, valid only during {@link Metric#update}.
 * Elements are addressed from index 0, whatever the buffers' positions.
 *
 * <p>For classification metrics, two or more outputs are the logits of as many classes, and the target is one-hot or, if
 * it is a single number, the number of the class. A single output is the logit of class 1 of two, and the target is 0 or
 * 1.
 *
 * @param predictions {@code [count, outputs]}, or more: what follows is padding
 * @param targets {@code [count, targetSize]}, or more
 * @param losses {@code [count]}, or more: each example's own loss
 * @param count the number of examples; at least 0
 * @param outputs the number of outputs of one example; at least 1
 * @param targetSize the number of elements of one target; at least 1
 */
public record PredictedBatch(
        FloatBuffer predictions, FloatBuffer targets, FloatBuffer losses, int count, int outputs, int targetSize) {
    /**
     * Checks that the buffers contain the batch.
     *
     * @throws IllegalArgumentException if a number is too small or a buffer too short
     */
    public PredictedBatch {
        Require.atLeast("count", count, 0, "pass the number of examples");
        Require.atLeast("outputs", outputs, 1, "pass the number of outputs of one example");
        Require.atLeast("targetSize", targetSize, 1, "pass the number of elements of one target");
        checkHolds("predictions", predictions, (long) count * outputs);
        checkHolds("targets", targets, (long) count * targetSize);
        checkHolds("losses", losses, count);
    }

    /**
     * A batch whose targets have an element for each output.
     *
     * @param predictions {@code [count, outputs]}, or more
     * @param targets {@code [count, outputs]}, or more
     * @param losses {@code [count]}, or more
     * @param count the number of examples; at least 0
     * @param outputs the number of outputs of one example; at least 1
     * @throws IllegalArgumentException if a number is too small or a buffer too short
     */
    public PredictedBatch(FloatBuffer predictions, FloatBuffer targets, FloatBuffer losses, int count, int outputs) {
        this(predictions, targets, losses, count, outputs, outputs);
    }

    private static void checkHolds(String name, FloatBuffer buffer, long elements) {
        Require.atLeast(name + " limit", buffer.limit(), elements, "pass a buffer that holds the whole batch");
    }

    /** The number of classes: two for a single output. */
    int classes() {
        return Math.max(outputs, 2);
    }

    /** One output of an example. */
    float prediction(int example, int output) {
        return predictions.get(example * outputs + output);
    }

    /** One element of an example's target. */
    float target(int example, int element) {
        return targets.get(example * targetSize + element);
    }

    /** Returns the class that the network prefers for an example, or -1 if an output is NaN. */
    int predictedClass(int example) {
        if (outputs > 1) {
            return largest(predictions, example, outputs);
        }
        float logit = prediction(example, 0);
        return Float.isNaN(logit) ? -1 : logit > 0 ? 1 : 0;
    }

    /**
     * Returns the class that the network prefers at one of an example's positions, each of which has a target, or -1 if
     * an output is NaN.
     */
    int predictedClass(int example, int place) {
        return largest(predictions, example * targetSize + place, outputs / targetSize);
    }

    /** Returns the class of an example's target. */
    int targetClass(int example) {
        if (targetSize > 1) {
            return largest(targets, example, targetSize);
        }
        return outputs > 1 ? (int) target(example, 0) : target(example, 0) >= 0.5f ? 1 : 0;
    }

    /**
     * The probability of a class by the softmax of the outputs, or by the sigmoid of a single one.
     *
     * @return in [0, 1]; NaN if an output is NaN
     */
    double probability(int example, int ofClass) {
        return Math.exp(logProbability(example, ofClass));
    }

    /** The logarithm of the probability, which does not underflow. */
    double logProbability(int example, int ofClass) {
        if (outputs == 1) {
            double logit = ofClass == 1 ? prediction(example, 0) : -prediction(example, 0);
            return Math.min(logit, 0) - Math.log1p(Math.exp(-Math.abs(logit)));
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < outputs; i++) {
            largest = Math.max(largest, prediction(example, i));
        }
        double sum = 0;
        for (int i = 0; i < outputs; i++) {
            sum += Math.exp(prediction(example, i) - largest);
        }
        return prediction(example, ofClass) - largest - Math.log(sum);
    }

    /** Refuses a single output too, which may be any number. */
    void checkPrefers(String metric) {
        Require.atLeast(
                "outputs",
                outputs,
                2,
                metric + " compares classes by their largest output; use Metrics.loss() for a single output, or "
                        + "Metrics.labelAccuracy() if it is a yes/no decision");
        checkClassifies(metric);
    }

    /** Refuses targets that are neither the numbers of classes nor one-hot. */
    void checkClassifies(String metric) {
        if (targetSize != 1 && targetSize != outputs) {
            throw Require.broken(
                    "target elements",
                    "must be 1 or " + outputs + " for " + metric + ", which compares classes",
                    targetSize,
                    "use Metrics.loss(), or Metrics.tokenAccuracy for a class at each of several places");
        }
    }

    /** Refuses targets without an element for each output. */
    void checkCompares(String metric) {
        if (targetSize != outputs) {
            throw Require.broken(
                    "target elements",
                    "must be as many as outputs, " + outputs + ", for " + metric,
                    targetSize,
                    "use Metrics.accuracy() for the numbers of classes");
        }
    }

    private static int largest(FloatBuffer values, int row, int width) {
        int first = row * width;
        int largest = 0;
        for (int i = 0; i < width; i++) {
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
