package org.dpmodel.metric;

/**
 * The fraction of examples whose largest output is that of the target's class; in [0, 1]. Among equal outputs the first
 * counts as the largest. An example with a NaN output counts as wrong.
 */
public final class Accuracy extends ShareOfCorrect {
    /** Starts with no example. */
    public Accuracy() {}

    @Override
    public void update(PredictedBatch batch) {
        batch.checkPrefers("accuracy");
        for (int example = 0; example < batch.count(); example++) {
            count(batch.predictedClass(example) == batch.targetClass(example));
        }
    }
}
