package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.ValueInfo;

/**
 * Removes the preprocessing from a file's graph. Files of this library name the values that it computes in their
 * metadata; in others, texts that are looked up in a list ({@code LabelEncoder}, {@code CategoryMapper}) are replaced by
 * numeric inputs.
 */
final class FrontParts {
    private static final String CURE =
            ": a tool has changed the graph and kept the metadata; take the file as it was saved,"
                    + " or remove the metadata " + Preprocessing.METADATA;

    private static final Set<String> LISTS = Set.of("LabelEncoder", "CategoryMapper");

    private final SourceGraph graph;
    private final Map<String, SourceNode> producers = new LinkedHashMap<>();

    private FrontParts(SourceGraph graph) {
        this.graph = graph;
        for (SourceNode node : graph.nodes()) {
            node.message().getOutputList().forEach(output -> producers.putIfAbsent(output, node));
        }
    }

    static Optional<Preprocessing> cut(
            SourceGraph graph, Map<String, String> metadata, TensorReader tensors, ReadNotes notes) {
        FrontParts parts = new FrontParts(graph);
        String made = metadata.get(Preprocessing.METADATA);
        if (made != null) {
            List<ValueInfoProto> declared =
                    made.lines().map(parts::declaredByUs).toList();
            return Optional.of(parts.cut(declared, metadata, tensors));
        }
        List<ValueInfoProto> found = parts.foundTexts();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        notes.add("text is looked up in lists before the network; training starts after them, with the inputs "
                + found.stream().map(ValueInfoProto::getName).toList() + ", and saved files accept text again");
        return Optional.of(parts.cut(found, Map.of(), tensors));
    }

    private ValueInfoProto declaredByUs(String name) {
        if (!producers.containsKey(name)) {
            throw new GraphException("the metadata says that the input " + name
                    + " is computed from raw values, and no node computes it" + CURE);
        }
        return graph.declared().stream()
                .filter(value -> value.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new GraphException("the metadata says that the input " + name
                        + " is computed from raw values, and the file does not declare its type" + CURE));
    }

    /** The numeric inputs for texts, declared with the shape of the text. */
    private List<ValueInfoProto> foundTexts() {
        Map<String, ValueInfoProto> texts = new LinkedHashMap<>();
        for (ValueInfoProto input : graph.inputs()) {
            if (ValueInfoCodec.isText(input)) {
                texts.put(input.getName(), input);
            }
        }
        List<ValueInfoProto> found = new ArrayList<>();
        for (SourceNode node : graph.nodes()) {
            NodeProto message = node.message();
            if (message.getDomain().equals(LearningTails.DOMAIN)
                    && LISTS.contains(message.getOpType())
                    && message.getInputCount() == 1
                    && message.getOutputCount() == 1
                    && texts.containsKey(message.getInput(0))
                    && graph.outputs().stream()
                            .noneMatch(output -> output.getName().equals(message.getOutput(0)))) {
                boolean reals = message.getAttributeList().stream()
                        .anyMatch(attribute -> attribute.getName().equals("values_floats"));
                found.add(ValueInfoCodec.numbersOf(texts.get(message.getInput(0)), message.getOutput(0), reals));
            }
        }
        return found;
    }

    private Preprocessing cut(List<ValueInfoProto> made, Map<String, String> metadata, TensorReader tensors) {
        List<SourceNode> front = ancestors(made);
        Set<String> read = new HashSet<>();
        front.forEach(node -> read.addAll(node.message().getInputList()));
        graph.nodes().removeAll(front);
        Set<String> stillRead = new HashSet<>();
        graph.nodes().forEach(node -> stillRead.addAll(node.message().getInputList()));
        List<ValueInfoProto> raw = new ArrayList<>();
        for (ValueInfoProto input : List.copyOf(graph.inputs())) {
            if (read.contains(input.getName()) && !graph.initializers().containsKey(input.getName())) {
                raw.add(input);
                if (!stillRead.contains(input.getName())) {
                    graph.inputs().remove(input);
                }
            }
        }
        Map<String, Constant> constants = new LinkedHashMap<>();
        for (String name : List.copyOf(graph.initializers().keySet())) {
            if (read.contains(name)) {
                constants.put(name, tensors.initializer(graph.initializers().get(name)));
                if (!stillRead.contains(name)) {
                    graph.initializers().remove(name);
                }
            }
        }
        graph.inputs().addAll(made);
        Map<String, String> details = new LinkedHashMap<>(metadata);
        details.keySet().removeIf(key -> !key.startsWith(Preprocessing.DETAILS));
        List<ValueInfo> types = made.stream().map(ValueInfoCodec::readInput).toList();
        List<NodeProto> nodes = front.stream().map(SourceNode::message).toList();
        return new Preprocessing(raw, nodes, constants, types, details);
    }

    /** The nodes that compute values, in the order of the file. */
    private List<SourceNode> ancestors(List<ValueInfoProto> values) {
        Set<String> found = new HashSet<>();
        List<String> waiting =
                new ArrayList<>(values.stream().map(ValueInfoProto::getName).toList());
        while (!waiting.isEmpty()) {
            String value = waiting.remove(waiting.size() - 1);
            if (found.add(value) && producers.containsKey(value)) {
                waiting.addAll(producers.get(value).message().getInputList());
            }
        }
        return graph.nodes().stream()
                .filter(node -> node.message().getOutputList().stream().anyMatch(found::contains))
                .toList();
    }
}
