package org.dpmodel.metric;

import org.dpmodel.validation.Require;

/** The fraction of positions, without padding, whose largest output is that of the target's class. */
final class TokenAccuracy extends ShareOfCorrect {
    private final int padding;

    TokenAccuracy(int padding) {
        this.padding = padding;
    }

    @Override
    public void update(PredictedBatch batch) {
        if (batch.outputs() % batch.targetSize() != 0) {
            throw Require.broken(
                    "outputs",
                    "must be the same number of classes for each of " + batch.targetSize() + " places",
                    batch.outputs(),
                    "use Metrics.accuracy() for one class per example");
        }
        for (int example = 0; example < batch.count(); example++) {
            for (int place = 0; place < batch.targetSize(); place++) {
                int target = (int) batch.target(example, place);
                if (target != padding) {
                    count(batch.predictedClass(example, place) == target);
                }
            }
        }
    }
}
