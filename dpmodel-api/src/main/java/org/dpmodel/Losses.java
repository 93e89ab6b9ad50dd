package org.dpmodel;

import org.dpmodel.graph.loss.BinaryCrossEntropy;
import org.dpmodel.graph.loss.HuberLoss;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.MeanAbsoluteError;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.loss.PoissonLoss;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.loss.SparseSoftmaxCrossEntropy;
import org.dpmodel.graph.loss.TokenCrossEntropy;

/** The losses that networks are trained with. Others are written by implementing {@link Loss}. */
public final class Losses {
    private Losses() {}

    /**
     * Cross-entropy of softmax(logits) against one-hot targets, or other probabilities that sum to 1, for classification.
     * The network must end in logits: one that ends in a Softmax or Sigmoid is refused; a LogSoftmax does no harm.
     *
     * @return the loss, to which label smoothing and class weights can be added
     */
    public static SoftmaxCrossEntropy softmaxCrossEntropy() {
        return new SoftmaxCrossEntropy();
    }

    /**
     * The same against the number of a class, from 0, as {@link org.dpmodel.data.ArrayDataset#indexed} gives it.
     *
     * @return the loss, to which label smoothing and class weights can be added
     */
    public static SparseSoftmaxCrossEntropy sparseSoftmaxCrossEntropy() {
        return new SparseSoftmaxCrossEntropy();
    }

    /**
     * Cross-entropy of sigmoid(logits) against targets from 0, no, to 1, yes: for two classes by one output, and for several
     * labels at once. The network ends in logits.
     *
     * @return the loss, to which weights can be added
     */
    public static BinaryCrossEntropy binaryCrossEntropy() {
        return new BinaryCrossEntropy();
    }

    /**
     * Cross-entropy at each place of a sequence, averaged over an example's own positions that are not padding.
     *
     * @param padding the target where nothing is to be predicted, for example -100
     * @return the loss
     */
    public static Loss tokenCrossEntropy(int padding) {
        return new TokenCrossEntropy(padding);
    }

    /**
     * Squared error averaged over the outputs of an example, for regression.
     *
     * @return the loss
     */
    public static Loss meanSquaredError() {
        return new MeanSquaredError();
    }

    /**
     * Absolute error averaged over the outputs of an example, for regression that outliers must not rule.
     *
     * @return the loss
     */
    public static Loss meanAbsoluteError() {
        return new MeanAbsoluteError();
    }

    /**
     * Huber's loss: squared near the target, absolute far from it.
     *
     * @param delta where the one becomes the other, positive and finite
     * @return the loss
     * @throws IllegalArgumentException if delta is NaN or out of range
     */
    public static Loss huber(double delta) {
        return new HuberLoss(delta);
    }

    /**
     * Likelihood of counts whose rates are the exponentials of the outputs.
     *
     * @return the loss
     */
    public static Loss poisson() {
        return new PoissonLoss();
    }
}
