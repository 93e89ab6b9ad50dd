package org.dpmodel.metric;

import org.dpmodel.validation.Require;

/** The share of places, those of padding left out, whose largest output is that of the target's class. */
final class TokenAccuracy implements Metric {
    private final int padding;
    private long correct;
    private long total;

    TokenAccuracy(int padding) {
        this.padding = padding;
    }

    @Override
    public void clear() {
        correct = 0;
        total = 0;
    }

    @Override
    public void update(PredictedBatch batch) {
        if (batch.outputs() % batch.targetSize() != 0) {
            throw Require.broken(
                    "outputs",
                    "must be the same number of classes for each of " + batch.targetSize() + " places",
                    batch.outputs(),
                    "use Metrics.accuracy() for one class an example");
        }
        int classes = batch.outputs() / batch.targetSize();
        for (int example = 0; example < batch.count(); example++) {
            for (int place = 0; place < batch.targetSize(); place++) {
                int target = (int) batch.target(example, place);
                if (target != padding) {
                    total++;
                    correct += preferred(batch, example, place * classes, classes) == target ? 1 : 0;
                }
            }
        }
    }

    private static int preferred(PredictedBatch batch, int example, int from, int classes) {
        int largest = 0;
        for (int i = 0; i < classes; i++) {
            float value = batch.prediction(example, from + i);
            if (Float.isNaN(value)) {
                return -1;
            }
            if (value > batch.prediction(example, from + largest)) {
                largest = i;
            }
        }
        return largest;
    }

    @Override
    public double eval() {
        return total == 0 ? Double.NaN : (double) correct / total;
    }
}
