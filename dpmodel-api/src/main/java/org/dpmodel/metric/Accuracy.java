package org.dpmodel.metric;

/**
 * The share of examples whose largest output is that of the target's class; in [0, 1]. Among equal outputs the first counts as
 * the largest. An example with a NaN output counts as wrong.
 */
public final class Accuracy implements Metric {
    private long correct;
    private long total;

    /** Starts with no example. */
    public Accuracy() {}

    @Override
    public void clear() {
        correct = 0;
        total = 0;
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkPrefers("accuracy");
        for (int example = 0; example < batch.count(); example++) {
            if (batch.predictedClass(example) == batch.targetClass(example)) {
                correct++;
            }
        }
        total += batch.count();
    }

    @Override
    public double eval() {
        return total == 0 ? Double.NaN : (double) correct / total;
    }
}
