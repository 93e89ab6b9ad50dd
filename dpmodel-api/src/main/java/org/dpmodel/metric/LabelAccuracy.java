package org.dpmodel.metric;

/**
 * The fraction of yes-or-no answers that are correct, over all outputs of all examples: an output above 0, the logit of
 * one half, means yes, and so does a target of at least 0.5. A NaN output counts as wrong.
 */
final class LabelAccuracy extends ShareOfCorrect {
    @Override
    public void update(PredictedBatch batch) {
        batch.checkCompares("label accuracy");
        for (int example = 0; example < batch.count(); example++) {
            for (int i = 0; i < batch.outputs(); i++) {
                float logit = batch.prediction(example, i);
                count(!Float.isNaN(logit) && logit > 0 == batch.target(example, i) >= 0.5f);
            }
        }
    }
}
