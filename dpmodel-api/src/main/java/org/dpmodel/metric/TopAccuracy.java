package org.dpmodel.metric;

/**
 * The fraction of examples whose class is among the k largest outputs; in [0, 1]. Among equal outputs the first counts as
 * the largest. An example with a NaN output counts as wrong.
 */
final class TopAccuracy extends ShareOfCorrect {
    private final int k;

    TopAccuracy(int k) {
        this.k = k;
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkPrefers("top-" + k + " accuracy");
        for (int example = 0; example < batch.count(); example++) {
            count(batch.predictedClass(example) >= 0 && larger(batch, example) < k);
        }
    }

    /** The number of outputs ranked before that of the target's class. */
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
}
