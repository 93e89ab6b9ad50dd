package org.dpmodel.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dpmodel.optimizer.LearningRateSchedule;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.OptimizerSnapshot;
import org.dpmodel.optimizer.OptimizerState;
import org.dpmodel.optimizer.Optimizers;

/** An optimizer that leaves the parameters as they are and remembers the noisy mean gradients. For one model. */
final class GradientRecorder implements Optimizer {
    private final List<float[]> gradients = new ArrayList<>();
    private final List<Double> noiseDeviations = new ArrayList<>();
    private int failAt = -1;

    /** Makes the update of a step fail, after the gradient was seen. */
    GradientRecorder failingAt(int step) {
        failAt = step;
        return this;
    }

    /** The gradients of all steps, each as one vector over all parameters. */
    List<float[]> gradients() {
        return gradients;
    }

    /** What the run reported about the noise on the mean gradients of all steps. */
    List<Double> noiseDeviations() {
        return noiseDeviations;
    }

    /** The Euclidean norm of a step's gradient. */
    double norm(int step) {
        double squares = 0;
        for (float element : gradients.get(step)) {
            squares += (double) element * element;
        }
        return Math.sqrt(squares);
    }

    @Override
    public String name() {
        return "recorder";
    }

    @Override
    public LearningRateSchedule learningRate() {
        return Optimizers.sgd(1).learningRate();
    }

    @Override
    public Map<String, String> hyperparameters() {
        return Map.of();
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new State();
    }

    private final class State implements OptimizerState {
        @Override
        public void update(float[][] parameters, float[][] noisy, double noiseDeviation) {
            int size = 0;
            for (float[] part : noisy) {
                size += part.length;
            }
            float[] all = new float[size];
            int position = 0;
            for (float[] part : noisy) {
                System.arraycopy(part, 0, all, position, part.length);
                position += part.length;
            }
            gradients.add(all);
            noiseDeviations.add(noiseDeviation);
            if (gradients.size() - 1 == failAt) {
                throw new IllegalStateException("the optimizer fails");
            }
        }

        @Override
        public long steps() {
            return gradients.size();
        }

        @Override
        public OptimizerSnapshot snapshot() {
            return new OptimizerSnapshot(steps(), new TreeMap<>());
        }

        @Override
        public void restore(OptimizerSnapshot snapshot) {
            throw new UnsupportedOperationException("the recorder has nothing to restore");
        }
    }
}
