package org.dpmodel.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;

/** The loss of a run in the form that DJL's listeners request: mean over a step, or over the epoch so far. */
final class ListenerLoss extends Loss {
    private final boolean revealing;
    private double last = Double.NaN;
    private double sum;
    private long examples;

    ListenerLoss(boolean revealing) {
        super("loss");
        this.revealing = revealing;
    }

    void beginEpoch() {
        sum = 0;
        examples = 0;
    }

    void add(double meanLoss, int drawn) {
        if (drawn > 0) {
            last = meanLoss;
            sum += meanLoss * drawn;
            examples += drawn;
        }
    }

    @Override
    public float getAccumulator(String key) {
        if (!revealing) {
            throw new IllegalStateException("the training loss is computed from private data, and the privacy statement"
                    + " does not cover it; a listener has asked for " + key
                    + ": use DjlListeners.callbackRevealingSensitive if it may see it");
        }
        // DJL interprets NaN as divergence, so the loss is 0 as long as no example was drawn in an epoch.
        return switch (key) {
            case EvaluatorTrainingListener.TRAIN_ALL -> (float) (examples == 0 ? 0 : last);
            case EvaluatorTrainingListener.TRAIN_EPOCH, EvaluatorTrainingListener.TRAIN_PROGRESS ->
                (float) (sum / examples);
            default -> Float.NaN;
        };
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        throw new UnsupportedOperationException("labels and predictions are not passed to listeners: evaluate with "
                + "DPModel.eval on data that you may look at");
    }

    /** The callback keeps the sums. */
    @Override
    public void addAccumulator(String key) {}

    /** The callback keeps the sums. */
    @Override
    public void updateAccumulator(String key, NDList labels, NDList predictions) {}

    /** The callback keeps the sums. */
    @Override
    public void resetAccumulator(String key) {}
}
