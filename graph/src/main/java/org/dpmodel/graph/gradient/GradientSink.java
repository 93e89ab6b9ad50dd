package org.dpmodel.graph.gradient;

import java.util.function.Supplier;
import org.dpmodel.graph.Value;

/** Receives the results of a node's backward pass. */
public interface GradientSink {
    /**
     * Receives the gradient of an input between parameters and loss. It is not built if nothing depends on it.
     *
     * @param input position of the input
     * @param gradient builds the gradient, of the input's shape
     */
    void activation(int input, Supplier<Value> gradient);

    /**
     * Receives the gradient of an input that may be a parameter. It is not built if the input is a constant.
     *
     * @param input position of the input
     * @param gradient builds the rule
     */
    void parameter(int input, Supplier<ParameterGradient> gradient);
}
