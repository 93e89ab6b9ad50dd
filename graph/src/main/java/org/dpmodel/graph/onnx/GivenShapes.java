package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.ValueInfo;

/**
 * Shapes of inputs given by the caller, for files that leave more dimensions open than the batch.
 *
 * @param byInput dimensions by name of the input
 */
record GivenShapes(Map<String, long[]> byInput) {
    static final GivenShapes NONE = new GivenShapes(Map.of());

    /** Checks that each shape belongs to an existing input. */
    void check(List<String> inputs) {
        for (String name : byInput.keySet()) {
            if (!inputs.contains(name)) {
                throw new GraphException("a shape is given for the input " + name
                        + ", which the network does not have; it has " + inputs);
            }
        }
    }

    ValueInfo read(ValueInfoProto input) {
        long[] given = byInput.get(input.getName());
        return given == null ? ValueInfoCodec.readInput(input) : ValueInfoCodec.readInput(input, given);
    }
}
