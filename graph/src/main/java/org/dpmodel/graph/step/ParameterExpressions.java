package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Value;

/**
 * What a network computes from parameters alone: a transposed, reshaped or added weight. It has no per-example rule, and
 * one that was passed over would leave its parameters untrained without a word. Mutable, for one recording.
 */
final class ParameterExpressions {
    private final Map<String, Set<String>> sources = new HashMap<>();
    private final Set<String> all = new TreeSet<>();
    private Node first;
    private Set<String> ofFirst;

    /** A parameter, as a value of the recorded graph. */
    void parameter(String name, Value value) {
        sources.put(value.name(), Set.of(name));
    }

    /** A node whose inputs hold parameters but no examples; it counts if its output matters. */
    void add(Node node, List<Value> inputs, Value output, boolean matters) {
        Set<String> from = new TreeSet<>();
        inputs.forEach(input -> from.addAll(sources.getOrDefault(input.name(), Set.of())));
        sources.put(output.name(), from);
        if (matters) {
            all.addAll(from);
            if (first == null) {
                first = node;
                ofFirst = from;
            }
        }
    }

    /** Refuses what was added. */
    void check() {
        if (first != null) {
            String freeze = all.stream().collect(Collectors.joining("\", \"", "freeze(\"", "\")"));
            throw new GraphException((ofFirst.size() == 1 ? "parameter " : "parameters ") + String.join(", ", ofFirst)
                    + ": node " + first.name() + " (" + first.operator() + ") computes from parameters alone, before an"
                    + " example comes in, which has no per-example rule, so that training would leave them as they are."
                    + " Store the result as the parameter: export with constant folding (torch.onnx.export with"
                    + " do_constant_folding=True), or fold the file with onnxsim or with ONNX Runtime"
                    + " (optimized_model_filepath at level ORT_ENABLE_BASIC). If they are constants, say so: "
                    + freeze);
        }
    }
}
