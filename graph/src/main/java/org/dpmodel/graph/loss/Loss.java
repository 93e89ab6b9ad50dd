package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

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
     * Whether the numbers of a target must keep a rule beyond their shape, which {@link #targetFault} tests.
     *
     * @return false if every target of the right shape has a meaning
     */
    default boolean restrictsTargets() {
        return false;
    }

    /**
     * What is wrong with the target of one example.
     *
     * @param target its elements, from the buffer's position to its limit; the position stays
     * @return the rule, what was found and the cure, to be read after the name of the target; absent if nothing is wrong
     */
    default Optional<String> targetFault(FloatBuffer target) {
        return Optional.empty();
    }

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
