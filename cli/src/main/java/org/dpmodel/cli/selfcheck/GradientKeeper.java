package org.dpmodel.cli.selfcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dpmodel.optimizer.LearningRateSchedule;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.OptimizerSnapshot;
import org.dpmodel.optimizer.OptimizerState;
import org.dpmodel.optimizer.Optimizers;

/** Stores the noisy mean gradients instead of following them. For one model. */
final class GradientKeeper implements Optimizer {
    private final List<double[]> gradients = new ArrayList<>();

    /** The gradient of the only step. */
    double[] only() {
        return gradients.get(0);
    }

    static double norm(double[] vector) {
        double squares = 0;
        for (double element : vector) {
            squares += element * element;
        }
        return Math.sqrt(squares);
    }

    @Override
    public String name() {
        return "keeper";
    }

    @Override
    public LearningRateSchedule learningRate() {
        return LearningRateSchedule.constant(0);
    }

    @Override
    public Map<String, String> hyperparameters() {
        return Map.of();
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        OptimizerState nothing = Optimizers.sgd(0).newState(parameterSizes);
        return new OptimizerState() {
            @Override
            public void update(float[][] parameters, float[][] noisy, double noiseDeviation) {
                gradients.add(joined(noisy));
            }

            @Override
            public long steps() {
                return gradients.size();
            }

            @Override
            public OptimizerSnapshot snapshot() {
                return nothing.snapshot();
            }

            @Override
            public void restore(OptimizerSnapshot snapshot) {
                nothing.restore(snapshot);
            }
        };
    }

    private static double[] joined(float[][] parts) {
        List<Double> all = new ArrayList<>();
        for (float[] part : parts) {
            for (float element : part) {
                all.add((double) element);
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
