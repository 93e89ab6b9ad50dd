package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * A per-example loss, written as a graph. Implement this interface to define your own.
 *
 * <pre>
 * public final class LogCosh implements Loss {
 *     public String name() {
 *         return "log cosh";
 *     }
 *
 *     public TensorType targets(TensorType predictions) {
 *         return predictions;
 *     }
 *
 *     public Recorded record(Ops ops, Value predictions, Value targets) {
 *         Value d = ops.sub(predictions, targets);
 *         Value both = ops.add(ops.elementwise("Softplus", d), ops.elementwise("Softplus", ops.elementwise("Neg", d)));
 *         return Recorded.derived(ops.reduceSum(both, false, 1));
 *     }
 * }
 * </pre>
 *
 * <p>What is written is proven like a network before it runs: loss i, and row i of the gradient, must depend on example i
 * alone, for any number of examples. A mean over the batch is refused. The derivative is that of the operators, or the
 * loss writes a gradient of its own: a wrong one spoils the training, not the guarantee, which rests on clipping.
 *
 * <p>Implementations are immutable, and write the same graph whenever they are asked.
 */
public interface Loss {
    /** What a loss does to the network's output first, and a network must therefore not do itself. */
    enum Link {
        /** Nothing: it takes outputs as they are. */
        NONE,
        /** The softmax over the last axis. */
        SOFTMAX,
        /** The sigmoid of each output. */
        SIGMOID
    }

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
     * @return type of the targets, float32
     * @throws org.dpmodel.graph.GraphException if the loss does not take such predictions
     */
    TensorType targets(TensorType predictions);

    /**
     * What the loss does to the network's output first.
     *
     * @return a softmax or sigmoid if the network has to end in logits
     */
    default Link link() {
        return Link.NONE;
    }

    /**
     * Whether the numbers of a target must keep a rule beyond their shape, which {@link #targetFault} tests.
     *
     * @return false if every target of the right shape has a meaning
     */
    default boolean restrictsTargets() {
        return false;
    }

    /**
     * Describes what is wrong with the target of one example.
     *
     * @param target its elements, from the buffer's position to its limit; the position stays
     * @param predictions type of the network's output, {@code [batch, ...]}
     * @return the rule, what was found and the cure, to be read after the name of the target; absent if nothing is wrong
     */
    default Optional<String> targetFault(FloatBuffer target, TensorType predictions) {
        return Optional.empty();
    }

    /**
     * Writes the loss into a graph, with operators that networks may contain.
     *
     * @param ops where the nodes go
     * @param predictions output of the network
     * @param targets of the type that {@link #targets} asks for
     * @return losses, and the gradient if the loss has a better one than the derivative of its operators
     */
    Recorded record(Ops ops, Value predictions, Value targets);

    /**
     * A loss written into a graph.
     *
     * @param losses {@code [batch]}, the loss of each example
     * @param gradient derivative of each example's own loss, of the predictions' shape; nothing if it is to be derived
     */
    record Recorded(Value losses, Optional<Value> gradient) {
        /**
         * A loss with a gradient of its own.
         *
         * @param losses {@code [batch]}, the loss of each example
         * @param gradient derivative of each example's own loss, of the predictions' shape
         */
        public Recorded(Value losses, Value gradient) {
            this(losses, Optional.of(gradient));
        }

        /**
         * A loss whose gradient is the derivative of its operators.
         *
         * @param losses {@code [batch]}, the loss of each example
         * @return the loss
         */
        public static Recorded derived(Value losses) {
            return new Recorded(losses, Optional.empty());
        }
    }
}
