package org.dpmodel.metric;

/**
 * The share of examples whose class is among the k largest outputs; in [0, 1]. Among equal outputs the first counts as the
 * largest. An example with a NaN output counts as wrong.
 */
final class TopAccuracy implements Metric {
    private final int k;
    private long correct;
    private long total;

    TopAccuracy(int k) {
        this.k = k;
    }

    @Override
    public void clear() {
        correct = 0;
        total = 0;
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkPrefers("top-" + k + " accuracy");
        for (int example = 0; example < batch.count(); example++) {
            if (batch.predictedClass(example) >= 0 && larger(batch, example) < k) {
                correct++;
            }
        }
        total += batch.count();
    }

    /** How many outputs come before that of the target's class. */
    private static int larger(PredictedBatch batch, int example) {
        int target = batch.targetClass(example);
        float wanted = batch.prediction(example, target);
        int larger = 0;
        for (int i = 0; i < batch.outputs(); i++) {
            float other = batch.prediction(example, i);
            larger += other > wanted || (other == wanted && i < target) ? 1 : 0;
        }
        return larger;
    }

    @Override
    public double eval() {
        return total == 0 ? Double.NaN : (double) correct / total;
    }
}
