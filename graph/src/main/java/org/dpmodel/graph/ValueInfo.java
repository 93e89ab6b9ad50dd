package org.dpmodel.graph;

import java.util.Objects;

/**
 * A named input or output of a graph.
 *
 * @param name unique within the graph
 * @param type type of the tensor
 */
public record ValueInfo(String name, TensorType type) {
    /** Checks that both parts are present. */
    public ValueInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /** The form used in errors: {@code x float[batch, 8]}. */
    @Override
    public String toString() {
        return name + " " + type;
    }
}
