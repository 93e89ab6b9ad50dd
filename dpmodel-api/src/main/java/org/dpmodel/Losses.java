package org.dpmodel;

import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;

/** The losses that networks are trained with. */
public final class Losses {
    private Losses() {}

    /**
     * Cross-entropy of softmax(logits) against one-hot targets, for classification.
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
