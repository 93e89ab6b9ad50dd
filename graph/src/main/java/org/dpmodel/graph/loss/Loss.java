package org.dpmodel.graph.loss;

import org.dpmodel.graph.Ops;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;

/**
 * A loss of each example by itself.
 *
 * <p>Sealed, because the proof that examples do not mix ends at the network's output: a loss that mixed them, for example
 * a mean over the batch, would void the guarantee unseen. A new loss is a new class here, with a test that row i of its
 * gradient depends on row i of predictions and targets alone.
 */
public sealed interface Loss permits MeanSquaredError, SoftmaxCrossEntropy {
    /**
     * Name for statements and messages.
     *
     * @return for example {@code softmax cross-entropy}
     */
    String name();

    /**
     * What the targets of a batch must look like.
     *
     * @param predictions type of the network's output, {@code [batch, ...]}
     * @return type of the targets
     * @throws org.dpmodel.graph.GraphException if the loss does not take such predictions
     */
    TensorType targets(TensorType predictions);

    /**
     * Writes the loss and its derivative into a graph.
     *
     * @param ops where the nodes go
     * @param predictions output of the network
     * @param targets of the type that {@link #targets} asks for
     * @return losses and gradient
     */
    Recorded record(Ops ops, Value predictions, Value targets);

    /**
     * A loss written into a graph.
     *
     * @param losses {@code [batch]}, the loss of each example
     * @param gradient derivative of each example's own loss, of the predictions' shape
     */
    record Recorded(Value losses, Value gradient) {}
}
