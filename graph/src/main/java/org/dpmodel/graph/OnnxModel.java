package org.dpmodel.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A graph with the other contents of an ONNX file.
 *
 * @param graph the computation
 * @param opset version of the default operator set
 * @param metadata free key-value pairs; a saved model carries its privacy statement here
 */
public record OnnxModel(Graph graph, int opset, Map<String, String> metadata) {
    /** Lowest operator set of a model. Files of older sets are upgraded when they are read. */
    public static final int MIN_OPSET = 13;

    /** Highest operator set of a model. */
    public static final int MAX_OPSET = 26;

    /**
     * Copies the metadata and checks the operator set.
     *
     * @throws GraphException if the operator set is outside [{@value #MIN_OPSET}, {@value #MAX_OPSET}]
     */
    public OnnxModel {
        Objects.requireNonNull(graph, "graph");
        if (opset < MIN_OPSET || opset > MAX_OPSET) {
            throw new GraphException("opset must be in [" + MIN_OPSET + ", " + MAX_OPSET + "], found " + opset
                    + ": export the network with an opset in this range");
        }
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * A model without metadata.
     *
     * @param graph the computation
     * @param opset version of the default operator set
     */
    public OnnxModel(Graph graph, int opset) {
        this(graph, opset, Map.of());
    }
}
