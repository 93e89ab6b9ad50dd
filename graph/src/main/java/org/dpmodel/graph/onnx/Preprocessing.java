package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.ValueInfo;

/**
 * The preprocessing in front of a network in its file: raw input values, including text, and the nodes that turn them
 * into the network's inputs. It is not trained: a reader removes it, so that training starts after it, and a writer puts
 * it back. Created by a {@link PreprocessingBuilder}, or found in a file. Immutable.
 *
 * <p>Operators of {@code ai.onnx.ml} are those of its version {@value #LEARNING_OPSET}; others must have the same meaning
 * in all operator sets of {@link org.dpmodel.graph.OnnxModel}, since the network determines the operator set of a file.
 */
public final class Preprocessing {
    /** Metadata key: names of the network's inputs that are computed from raw values, one per line. */
    public static final String METADATA = "org.dpmodel.preprocessing";

    /** Prefix of the metadata keys that belong to the preprocessing and are kept with it. */
    public static final String DETAILS = METADATA + ".";

    /** Version of {@code ai.onnx.ml}: the first whose LabelEncoder has lists of keys and values. */
    static final int LEARNING_OPSET = 2;

    private final List<ValueInfoProto> raw;
    private final List<NodeProto> nodes;
    private final Map<String, Constant> constants;
    private final List<ValueInfo> made;
    private final Map<String, String> details;

    Preprocessing(
            List<ValueInfoProto> raw,
            List<NodeProto> nodes,
            Map<String, Constant> constants,
            List<ValueInfo> made,
            Map<String, String> details) {
        this.raw = List.copyOf(raw);
        this.nodes = List.copyOf(nodes);
        this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        this.made = List.copyOf(made);
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /**
     * The names of the raw values.
     *
     * @return in their order in the file
     */
    public List<String> rawInputs() {
        return raw.stream().map(ValueInfoProto::getName).toList();
    }

    /**
     * The inputs of a network that are computed.
     *
     * @return with their types, the batch first
     */
    public List<ValueInfo> networkInputs() {
        return made;
    }

    /**
     * What the metadata of the file says about it.
     *
     * @return texts by keys that start with {@link #DETAILS}
     */
    public Map<String, String> details() {
        return details;
    }

    /**
     * Checks that it computes inputs of a network, with the right types, and that a file may hold both.
     *
     * @param network the network's graph
     * @throws GraphException if the network has no such input, or one of a different type, or if both have values of the same
     *     name
     */
    public void checkFits(Graph network) {
        for (ValueInfo value : made) {
            if (!network.inputs().contains(value)) {
                throw new GraphException("the preprocessing makes the input " + value.name() + " " + value.type()
                        + ", and the network has " + network.inputs()
                        + ": give the network inputs of these names and types");
            }
        }
        Set<String> own = new HashSet<>(network.initializers().keySet());
        network.nodes().forEach(node -> own.addAll(node.outputs()));
        network.inputs().forEach(input -> own.add(input.name()));
        made.forEach(value -> own.remove(value.name()));
        own.retainAll(names());
        if (!own.isEmpty()) {
            throw new GraphException("the preprocessing has values of the names " + own
                    + ", which the network has as well: give the raw values other names");
        }
    }

    /** The names of all values, once for each that has it. */
    List<String> names() {
        List<String> names = new ArrayList<>(rawInputs());
        names.addAll(constants.keySet());
        nodes.forEach(node -> names.addAll(node.getOutputList()));
        return names;
    }

    /** The raw inputs as declared in a file. */
    List<ValueInfoProto> raw() {
        return raw;
    }

    List<NodeProto> nodes() {
        return nodes;
    }

    Map<String, Constant> constants() {
        return constants;
    }

    /** All metadata that a file needs for it. */
    Map<String, String> metadata() {
        Map<String, String> all = new LinkedHashMap<>(details);
        all.put(METADATA, made.stream().map(ValueInfo::name).collect(Collectors.joining("\n")));
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Preprocessing that
                && raw.equals(that.raw)
                && nodes.equals(that.nodes)
                && constants.equals(that.constants)
                && made.equals(that.made)
                && details.equals(that.details);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        return "preprocessing of " + rawInputs() + " into " + made;
    }
}
