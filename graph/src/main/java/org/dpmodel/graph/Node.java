package org.dpmodel.graph;

import java.util.List;
import java.util.Objects;

/**
 * One operation of a graph. An absent optional input has an empty name; at the end of the list it is omitted.
 *
 * @param name unique within the graph, and different from the names of its inputs
 * @param operator ONNX operator of the default domain, for example {@code Conv}
 * @param inputs names of the values that it reads
 * @param outputs names of the values that it computes
 * @param attributes attributes as written
 */
public record Node(String name, String operator, List<String> inputs, List<String> outputs, Attributes attributes) {
    /** Copies the lists. */
    public Node {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(operator, "operator");
        inputs = withoutAbsentTail(inputs);
        outputs = List.copyOf(outputs);
        Objects.requireNonNull(attributes, "attributes");
    }

    private static List<String> withoutAbsentTail(List<String> inputs) {
        int count = inputs.size();
        while (count > 0 && inputs.get(count - 1).isEmpty()) {
            count--;
        }
        return List.copyOf(inputs.subList(0, count));
    }
}
