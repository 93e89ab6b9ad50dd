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
 * <p>The graph is proven like a network before it runs: loss i, and row i of the gradient, must depend on example i
 * alone, for any number of examples. A mean over the batch is refused. The derivative is that of the operators, or the
 * loss writes its own gradient: a wrong one spoils the training, but not the guarantee, which rests on clipping.
 *
 * <p>Implementations are immutable, and always write the same graph.
 */
public interface Loss {
    /** What a loss first applies to the network's output, and a network must therefore not apply itself. */
    enum Link {
        /** Nothing: it uses outputs unchanged. */
        NONE,
        /** The softmax over the last axis. */
        SOFTMAX,
        /** The sigmoid of each output. */
        SIGMOID,
        /** The exponential of each output. */
        EXPONENTIAL
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
     * @throws org.dpmodel.graph.GraphException if the loss does not accept such predictions
     */
    TensorType targets(TensorType predictions);

    /**
     * What the loss first applies to the network's output.
     *
     * @return a softmax or sigmoid if the network has to end in logits
     */
    default Link link() {
        return Link.NONE;
    }

    /**
     * Whether targets must satisfy a rule beyond their shape, which {@link #targetFault} checks.
     *
     * @return false if every target of the right shape is valid
     */
    default boolean restrictsTargets() {
        return false;
    }

    /**
     * Describes what is wrong with the target of one example.
     *
     * @param target its elements, from the buffer's position to its limit; the position is not changed
     * @param predictions type of the network's output, {@code [batch, ...]}
     * @return the rule, what was found and how to fix it, to follow the name of the target; empty if nothing is wrong
     */
    default Optional<String> targetFault(FloatBuffer target, TensorType predictions) {
        return Optional.empty();
    }

    /**
     * Writes the loss into a graph, with operators that networks may contain.
     *
     * @param ops where the nodes go
     * @param predictions output of the network
     * @param targets the targets, of the type that {@link #targets} returns
     * @return losses, and the gradient if the loss has a better one than the derivative of its operators
     */
    Recorded record(Ops ops, Value predictions, Value targets);

    /**
     * A loss written into a graph.
     *
     * @param losses {@code [batch]}, the loss of each example
     * @param gradient derivative of each example's own loss, of the predictions' shape; empty to derive it from the
     *     operators
     */
    record Recorded(Value losses, Optional<Value> gradient) {
        /**
         * A loss with its own gradient.
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
