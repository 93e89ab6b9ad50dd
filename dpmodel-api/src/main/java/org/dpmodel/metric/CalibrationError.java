package org.dpmodel.metric;

import java.util.Arrays;

/**
 * Expected calibration error (Guo et al. 2017, arXiv 1706.04599, equation 3): examples are put into bins of equal width
 * by the probability p of the predicted class; with n examples in total,
 *
 * <pre>
 * Σ_bins |bin| / n · |share that is correct − mean p|
 * </pre>
 *
 * Bins include their upper end, not their lower one. NaN if an output is NaN.
 */
final class CalibrationError implements Metric {
    private final double[] confidence;
    private final long[] correct;
    private long total;
    private boolean undecided;

    CalibrationError(int bins) {
        confidence = new double[bins];
        correct = new long[bins];
    }

    @Override
    public void clear() {
        Arrays.fill(confidence, 0);
        Arrays.fill(correct, 0);
        total = 0;
        undecided = false;
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkClassifies("calibration error");
        for (int example = 0; example < batch.count(); example++) {
            int preferred = batch.predictedClass(example);
            undecided |= preferred < 0;
            if (preferred >= 0) {
                double p = batch.probability(example, preferred);
                int bin = Math.max(0, Math.min(confidence.length, (int) Math.ceil(p * confidence.length)) - 1);
                confidence[bin] += p;
                correct[bin] += preferred == batch.targetClass(example) ? 1 : 0;
            }
        }
        total += batch.count();
    }

    @Override
    public double eval() {
        if (total == 0 || undecided) {
            return Double.NaN;
        }
        double sum = 0;
        for (int bin = 0; bin < confidence.length; bin++) {
            sum += Math.abs(correct[bin] - confidence[bin]);
        }
        return sum / total;
    }
}
