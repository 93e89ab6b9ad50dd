package org.dpmodel.graph.gradient;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Value;

/**
 * The forward pass of one node, written into the step graph, with its backward pass.
 *
 * @param outputs the node's outputs
 * @param pullback the backward pass
 */
public record Recording(List<Value> outputs, JointPullback pullback) {
    /** Copies the list. */
    public Recording {
        outputs = List.copyOf(outputs);
    }

    /**
     * The recording of a node with one output.
     *
     * @param output the output
     * @param pullback the backward pass
     * @return the recording
     */
    public static Recording of(Value output, Pullback pullback) {
        return new Recording(
                List.of(output),
                (gradients, sink) -> pullback.pull(gradients.get(0).orElseThrow(), sink));
    }

    /** The backward pass of one node with several outputs. */
    @FunctionalInterface
    public interface JointPullback {
        /**
         * Writes the gradients of the node's inputs into the graph.
         *
         * @param outputGradients gradient of each example's loss with respect to each output; absent for those that it
         *     does not depend on; at least one is present
         * @param sink receives the gradients
         */
        void pull(List<Optional<Value>> outputGradients, GradientSink sink);
    }

    /** The backward pass of one node. */
    @FunctionalInterface
    public interface Pullback {
        /**
         * Writes the gradients of the node's inputs into the graph.
         *
         * @param outputGradient gradient of each example's loss with respect to the node's first output
         * @param sink receives the gradients
         */
        void pull(Value outputGradient, GradientSink sink);
    }
}
