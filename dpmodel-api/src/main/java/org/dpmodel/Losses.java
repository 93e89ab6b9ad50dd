package org.dpmodel;

import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;

/** The losses that networks are trained with. */
public final class Losses {
    private Losses() {}

    /**
     * Cross-entropy of softmax(logits) against one-hot targets, or other probabilities that sum to 1, for classification.
     * The network ends in logits: one that ends in a Softmax or Sigmoid is refused, a LogSoftmax does no harm.
     *
     * @return the loss
     */
    public static Loss softmaxCrossEntropy() {
        return new SoftmaxCrossEntropy();
    }

    /**
     * Squared error averaged over the outputs of an example, for regression.
     *
     * @return the loss
     */
    public static Loss meanSquaredError() {
        return new MeanSquaredError();
    }
}
