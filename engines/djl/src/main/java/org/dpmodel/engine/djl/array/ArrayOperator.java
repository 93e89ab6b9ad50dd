package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Computes one ONNX operator with arrays. */
@FunctionalInterface
public interface ArrayOperator {
    /**
     * Computes the outputs, which belong to the manager of the inputs.
     *
     * @param node attributes and inputs
     * @return the outputs
     * @throws org.dpmodel.engine.EngineException if the node has a form that arrays cannot compute
     */
    List<NDArray> compute(ArrayNode node);
}
