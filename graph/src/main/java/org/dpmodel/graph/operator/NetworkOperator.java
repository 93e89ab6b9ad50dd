package org.dpmodel.graph.operator;

import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.IsolatedOperator;
import org.dpmodel.graph.type.OperatorCall;

/** An operator that networks may contain: it can be proven to keep examples apart, and be differentiated. */
public interface NetworkOperator extends IsolatedOperator {
    /**
     * Writes the forward pass into a step graph, and says how to go back.
     *
     * @param recorder where it is written
     * @param call attributes and the inputs in the step graph
     * @return outputs and backward pass
     */
    Recording record(Recorder recorder, OperatorCall call);

    /**
     * The inputs at which trainable parameters may stand.
     *
     * @return positions; empty for most operators
     */
    default Set<Integer> parameterInputs() {
        return Set.of();
    }

    /**
     * The inputs that set how the operator works and are never trained, though they are numbers: frozen statistics, the
     * ratio of a dropout. A weight may reach the output through every other input.
     *
     * @return positions; empty for most operators
     */
    default Set<Integer> settingInputs() {
        return Set.of();
    }

    /**
     * Whether anything can be trained through the operator.
     *
     * @return false where the derivative is zero everywhere, as that of a floor
     */
    default boolean hasDerivative() {
        return true;
    }

    /**
     * {@link #settingInputs()} of a node, where they depend on its attributes.
     *
     * @param attributes the node's attributes
     * @return positions
     */
    default Set<Integer> settingInputs(Attributes attributes) {
        return settingInputs();
    }

    /**
     * The inputs that set the shape of the output, and nothing else: elements that follow from the number of examples may
     * stand there, and nowhere else.
     *
     * @return positions; empty for most operators
     */
    default Set<Integer> shapeInputs() {
        return Set.of();
    }
}
