package org.dpmodel.graph.loss;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;

/**
 * Cross-entropy of the softmax of logits z against target probabilities y that sum to 1 (one-hot for class labels):
 *
 * <pre>
 * loss = − Σ_k y_k log softmax(z)_k        gradient = softmax(z) − y
 * </pre>
 */
public final class SoftmaxCrossEntropy implements Loss {
    /** The loss; it has no settings. */
    public SoftmaxCrossEntropy() {}

    @Override
    public String name() {
        return "softmax cross-entropy";
    }

    @Override
    public TensorType targets(TensorType predictions) {
        if (predictions.shape().rank() != 2) {
            throw new GraphException("softmax cross-entropy needs logits [batch, classes], found " + predictions
                    + ": end the network with a Flatten or a dense layer");
        }
        return predictions;
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        Value logProbabilities =
                ops.builder().call("LogSoftmax", Attributes.none().with("axis", 1), predictions);
        Value losses = ops.elementwise("Neg", ops.reduceSum(ops.mul(logProbabilities, targets), false, 1));
        return new Recorded(losses, ops.sub(ops.elementwise("Exp", logProbabilities), targets));
    }
}
