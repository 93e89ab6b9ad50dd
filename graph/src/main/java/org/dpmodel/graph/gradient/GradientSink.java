package org.dpmodel.graph.gradient;

import java.util.function.Supplier;
import org.dpmodel.graph.Value;

/** Where the backward pass of a node leaves its results. */
public interface GradientSink {
    /**
     * Gives the gradient of an input that lies between parameters and loss. Not asked for where nothing depends on it.
     *
     * @param input position of the input
     * @param gradient builds the gradient, of the input's shape
     */
    void activation(int input, Supplier<Value> gradient);

    /**
     * Gives the gradient of an input that may be a parameter. Not asked for where it is a constant.
     *
     * @param input position of the input
     * @param gradient builds the rule
     */
    void parameter(int input, Supplier<ParameterGradient> gradient);
}
