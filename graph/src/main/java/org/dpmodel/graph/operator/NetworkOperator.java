package org.dpmodel.graph.operator;

import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.IsolatedOperator;
import org.dpmodel.graph.type.OperatorCall;

/** An operator that networks may contain: it can be proven to keep examples apart, and be differentiated. */
public interface NetworkOperator extends IsolatedOperator {
    /**
     * Writes the forward pass into a step graph, and returns it with its backward pass.
     *
     * @param recorder writes it
     * @param call attributes and the inputs in the step graph
     * @return outputs and backward pass
     */
    Recording record(Recorder recorder, OperatorCall call);

    /**
     * The inputs that may be trainable parameters.
     *
     * @return positions; empty for most operators
     */
    default Set<Integer> parameterInputs() {
        return Set.of();
    }

    /**
     * The inputs that configure the operator and are never trained, although they are float tensors: frozen statistics,
     * the ratio of a dropout. A weight may reach the output through every other input.
     *
     * @return positions; empty for most operators
     */
    default Set<Integer> settingInputs() {
        return Set.of();
    }

    /**
     * How a call is written in terms of other operators where none of its inputs is computed from examples, if its own
     * derivative does not reach all of its inputs there.
     *
     * @param call attributes and inputs, of which those that are trained are no constants
     * @return empty for most operators, which are differentiated as they are
     */
    default Optional<CompositeOperator> ofParameters(OperatorCall call) {
        return Optional.empty();
    }

    /**
     * Whether gradients can pass through the operator.
     *
     * @return false if the derivative is zero everywhere, as for a floor
     */
    default boolean hasDerivative() {
        return true;
    }

    /**
     * The {@link #settingInputs()} of a node, if they depend on its attributes.
     *
     * @param attributes the node's attributes
     * @return positions
     */
    default Set<Integer> settingInputs(Attributes attributes) {
        return settingInputs();
    }

    /**
     * The inputs that determine only the shape of the output: elements that follow from the number of examples are
     * allowed there, and nowhere else.
     *
     * @return positions; empty for most operators
     */
    default Set<Integer> shapeInputs() {
        return Set.of();
    }
}
