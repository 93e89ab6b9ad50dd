package org.dpmodel.metric;

import java.util.function.ToDoubleFunction;

/** Regression errors, from sums over the examples for each output; the result is the mean over the outputs. */
final class RegressionError implements Metric {
    /** The sums for one output. */
    static final class Sums {
        private long count;
        private double absolute;
        private double squares;
        private double mean;
        private double spread;

        private void add(double prediction, double target) {
            double error = prediction - target;
            count++;
            absolute += Math.abs(error);
            squares += error * error;
            // Welford's recurrence loses no digits if targets are large and similar.
            double distance = target - mean;
            mean += distance / count;
            spread += distance * (target - mean);
        }

        double meanAbsolute() {
            return absolute / count;
        }

        double meanSquare() {
            return squares / count;
        }

        /** 1 − squared errors / squared distances of the targets from their mean; as in scikit-learn if all targets are equal. */
        double determination() {
            if (spread == 0) {
                return squares == 0 ? 1 : 0;
            }
            return 1 - squares / spread;
        }
    }

    private final String name;
    private final ToDoubleFunction<Sums> measure;
    private Sums[] sums = new Sums[0];

    RegressionError(String name, ToDoubleFunction<Sums> measure) {
        this.name = name;
        this.measure = measure;
    }

    @Override
    public void clear() {
        sums = new Sums[0];
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkCompares(name);
        if (sums.length == 0 && batch.count() > 0) {
            sums = new Sums[batch.outputs()];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = new Sums();
            }
        }
        for (int example = 0; example < batch.count(); example++) {
            for (int i = 0; i < sums.length; i++) {
                sums[i].add(batch.prediction(example, i), batch.target(example, i));
            }
        }
    }

    @Override
    public double eval() {
        double sum = 0;
        for (Sums output : sums) {
            sum += measure.applyAsDouble(output);
        }
        return sum / sums.length;
    }
}
