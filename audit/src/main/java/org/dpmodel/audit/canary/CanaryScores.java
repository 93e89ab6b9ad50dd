package org.dpmodel.audit.canary;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.noise.CorrelatedNoise;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.BallsInBins;
import org.dpmodel.sampling.CyclicPoissonSampling;
import org.dpmodel.sampling.ShuffledBatches;
import org.dpmodel.validation.Require;

/**
 * What the released steps reveal about each row: the logarithm of the likelihood ratio of "its record took part"
 * against "it did not" under the claimed plan, which is the best possible score (Neyman and Pearson). With x_t the
 * released number of the row in clipping norms and z the noise multiplier, a = (2 x_t − 1) / (2 z²) is the ratio of a
 * step that the record was drawn in, so
 *
 * <pre>
 * drawn with probability q in each step     Σ_t ln(1 − q + q exp(a_t))
 * drawn in one of the n steps of an epoch   Σ over epochs of  ln(1/n Σ_t exp(a_t))
 * </pre>
 *
 * Under cyclic sampling the record's part is unknown too, and correlated noise is first made independent again: {@link
 * CyclicScores}.
 *
 * <p>Under replace-one the record that does not take part pulls the other way, and its ratio, with −x_t, is subtracted. Mutable;
 * for one thread.
 */
public final class CanaryScores {
    private final PrivacyPlan plan;
    private final int rows;
    private final SideScores forward;
    private final SideScores backward;
    private final RepeatedNoise repeated;
    private long steps;

    /**
     * Starts without any steps.
     *
     * @param plan the claimed plan
     * @param datasetSize records in the dataset
     * @param steps number of steps of the training, for which correlated noise is optimized; at least 1
     * @param rows number of rows to score, from the first on
     */
    public CanaryScores(PrivacyPlan plan, int datasetSize, long steps, int rows) {
        this.plan = plan;
        this.rows = Require.atLeast("rows", rows, 1, "score at least one");
        this.forward = side(plan, datasetSize, steps, rows);
        this.backward = plan.adjacency() == Adjacency.REPLACE_ONE ? side(plan, datasetSize, steps, rows) : null;
        this.repeated = new RepeatedNoise(rows, backward != null);
    }

    private static SideScores side(PrivacyPlan plan, int datasetSize, long steps, int rows) {
        if (plan.sampling() instanceof CyclicPoissonSampling cyclic) {
            double[] bands = plan.noise() instanceof CorrelatedNoise correlated
                    ? correlated.strategy(steps).coefficients()
                    : new double[] {1};
            return new CyclicScores(rows, cyclic.parts(), cyclic.probabilityInPart(datasetSize), bands);
        }
        boolean onceAnEpoch = plan.sampling() instanceof BallsInBins || plan.sampling() instanceof ShuffledBatches;
        return onceAnEpoch
                ? new EpochScores(rows, plan.sampling().stepsPerEpoch(datasetSize))
                : new DrawnScores(rows, plan.sampling().samplingProbability(datasetSize));
    }

    /**
     * Receives a released step.
     *
     * @param released the numbers of the rows
     * @param scale factor that converts them to a sum in clipping norms
     */
    public void step(float[] released, double scale) {
        double deviation = plan.noiseStandardDeviation(steps, 1, released.length);
        double variance = deviation * deviation;
        float[] inDeviations = new float[rows];
        for (int row = 0; row < rows; row++) {
            double x = released[row] * scale;
            inDeviations[row] = (float) (x / deviation);
            forward.add(row, x, variance);
            if (backward != null) {
                backward.add(row, -x, variance);
            }
        }
        repeated.add(inDeviations);
        steps++;
        forward.endStep();
        if (backward != null) {
            backward.endStep();
        }
    }

    /**
     * Counts the steps.
     *
     * @return at least 0
     */
    public long steps() {
        return steps;
    }

    /**
     * The scores.
     *
     * @return one per row, larger for rows whose record seems to have taken part
     */
    public double[] values() {
        double[] values = forward.values();
        if (backward != null) {
            double[] others = backward.values();
            for (int row = 0; row < rows; row++) {
                values[row] -= others[row];
            }
        }
        repeated.addTo(values);
        return values;
    }
}
