package org.dpmodel.audit.membership;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.plan.PlannedRun;

/**
 * Logistic regression by private gradient descent, as people write it: all records in each step, gradients clipped one by one, noise, division by
 * the public size. It starts from weights that fit the others already, and keeps its rules or breaks one.
 */
final class HandWrittenRegression implements FinalModel {
    enum Rule {
        ALL_KEPT,
        HALF_THE_NOISE,
        NO_CLIPPING
    }

    static final int FEATURES = 5;
    private static final double RATE = 0.5;
    private static final double START = 8;

    private final PlannedRun run;
    private final Rule broken;
    private final SplittableRandom random;

    HandWrittenRegression(PlannedRun run, Rule broken, long seed) {
        this.run = run;
        this.broken = broken;
        this.random = new SplittableRandom(seed);
    }

    /** Records whose class is the sign of their first feature, far from 0. */
    static Dataset others(int size) {
        SplittableRandom random = new SplittableRandom(1);
        float[][] features = new float[size][FEATURES];
        float[][] targets = new float[size][1];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < FEATURES; j++) {
                features[i][j] = (float) random.nextGaussian();
            }
            targets[i][0] = i % 2;
            features[i][0] = 2 * (i % 2) - 1;
        }
        return ArrayDataset.regression("points", features, new long[] {FEATURES}, targets, new long[] {1});
    }

    /** A record of the wrong class. */
    static Dataset mislabelled() {
        return ArrayDataset.regression(
                "one", new float[][] {{1, 0, 0, 0, 0}}, new long[] {FEATURES}, new float[][] {{0}}, new long[] {1});
    }

    @Override
    public double[] losses(Dataset members, Dataset asked) {
        double[] weights = new double[FEATURES];
        weights[0] = START;
        double norm = run.plan().clipping().initialClippingNorm();
        double noise = run.plan().noise().noiseMultiplier(0) * norm / (broken == Rule.HALF_THE_NOISE ? 2 : 1);
        for (int step = 0; step < run.steps(); step++) {
            double[] sum = new double[FEATURES];
            for (int i = 0; i < members.size(); i++) {
                float[] x = features(members, i);
                double residual = 1 / (1 + Math.exp(-dot(weights, x))) - target(members, i);
                double length = Math.abs(residual) * Math.sqrt(dot(widened(x), x));
                double factor = broken == Rule.NO_CLIPPING ? residual : residual * Math.min(1, norm / length);
                for (int j = 0; j < FEATURES; j++) {
                    sum[j] += factor * x[j];
                }
            }
            for (int j = 0; j < FEATURES; j++) {
                weights[j] -= RATE
                        * (sum[j] + noise * random.nextGaussian())
                        / run.plan().expectedUnits();
            }
        }
        double[] losses = new double[asked.size()];
        for (int i = 0; i < losses.length; i++) {
            double z = dot(weights, features(asked, i)) * (2 * target(asked, i) - 1);
            losses[i] = Math.max(-z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
        }
        return losses;
    }

    private static double[] widened(float[] x) {
        double[] wide = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            wide[j] = x[j];
        }
        return wide;
    }

    private static double dot(double[] weights, float[] x) {
        double sum = 0;
        for (int j = 0; j < FEATURES; j++) {
            sum += weights[j] * x[j];
        }
        return sum;
    }

    private static float[] features(Dataset dataset, int index) {
        float[] x = new float[FEATURES];
        dataset.copyFeatures(index, FloatBuffer.wrap(x));
        return x;
    }

    private static float target(Dataset dataset, int index) {
        float[] y = new float[1];
        dataset.copyTarget(index, FloatBuffer.wrap(y));
        return y[0];
    }
}
