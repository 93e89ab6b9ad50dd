package org.dpmodel.graph.reference;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.OnnxModel;

/**
 * One operator in one configuration, with inputs and correct outputs.
 *
 * @param name operator and configuration, unique in {@link OperatorCases}
 * @param graph one node between inputs and outputs, with the shapes of all of them
 * @param opset lowest operator set that has this configuration; unless it is newer, the meaning is the same in all sets
 *     up to 17
 * @param inputs tensor by name
 * @param expected the reference interpreter's outputs by name
 */
public record OperatorCase(
        String name,
        Graph graph,
        int opset,
        Map<String, ReferenceTensor> inputs,
        Map<String, ReferenceTensor> expected) {
    /**
     * Copies the maps.
     *
     * @param name operator and configuration
     * @param graph one node
     * @param opset lowest operator set
     * @param inputs tensor by name
     * @param expected the reference interpreter's outputs by name
     */
    public OperatorCase {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        expected = Collections.unmodifiableMap(new LinkedHashMap<>(expected));
    }

    /**
     * The graph as a model.
     *
     * @return a model of the lowest operator set
     */
    public OnnxModel model() {
        return new OnnxModel(graph, opset);
    }

    /** The name, for test reports. */
    @Override
    public String toString() {
        return name;
    }
}
