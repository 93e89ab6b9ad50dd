package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts off a graph after its last numeric values. Classifiers of scikit-learn end in operators of {@code ai.onnx.ml} that
 * turn scores into labels and maps; outputs computed only by these are dropped, and a map, or an output for each column, is
 * replaced by the scores that it is made from.
 */
final class LearningTails {
    static final String DOMAIN = "ai.onnx.ml";

    private static final Set<String> CHOICES = Set.of("ArgMax", "ArgMin", "TopK");
    private static final Set<String> SAME_SCORES = Set.of("Cast", "Identity", "Reshape", "Squeeze", "Flatten");

    private final SourceGraph graph;
    private final ReadNotes notes;
    private final TensorReader tensors;
    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Set<String> tails = new HashSet<>();

    private LearningTails(SourceGraph graph, TensorReader tensors, ReadNotes notes) {
        this.graph = graph;
        this.tensors = tensors;
        this.notes = notes;
        for (SourceNode node : graph.nodes()) {
            node.message().getOutputList().forEach(output -> producers.putIfAbsent(output, node.message()));
        }
    }

    /** Drops such outputs if there are numeric values to replace them; otherwise leaves the graph unchanged. */
    static void cut(SourceGraph graph, TensorReader tensors, ReadNotes notes) {
        if (graph.nodes().stream().anyMatch(LearningTails::startsTail)) {
            new LearningTails(graph, tensors, notes).cut();
        }
    }

    private static boolean startsTail(SourceNode node) {
        boolean toText = node.is("Cast")
                && node.message().getAttributeList().stream()
                        .anyMatch(attribute -> attribute.getName().equals("to")
                                && attribute.getI() == TensorProto.DataType.STRING_VALUE);
        return toText || node.message().getDomain().equals(DOMAIN);
    }

    private void cut() {
        findTails();
        List<ValueInfoProto> kept = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (ValueInfoProto output : graph.outputs()) {
            if (tails.contains(output.getName())) {
                dropped.add(output.getName());
            } else {
                kept.add(output);
            }
        }
        if (dropped.isEmpty()) {
            return;
        }
        Map<String, ValueInfoProto> scores = new LinkedHashMap<>();
        new ColumnOutputs(graph, producers, tensors)
                .table(kept)
                .filter(this::isComputedNumber)
                .ifPresent(table -> {
                    scores.put(table, declared(table, kept.size()));
                    kept.forEach(output -> dropped.add(output.getName()));
                    kept.clear();
                });
        dropped.forEach(output -> mapped(output).ifPresent(score -> scores.putIfAbsent(score.getName(), score)));
        if (kept.isEmpty() && scores.isEmpty()) {
            dropped.forEach(output -> choices(output, scores));
        }
        kept.forEach(output -> scores.remove(output.getName()));
        kept.addAll(scores.values());
        if (kept.isEmpty()) {
            return;
        }
        notes.add("the outputs " + dropped + " are labels, maps or single columns that scikit-learn's converter"
                + " makes of scores; they are left out, and the outputs are "
                + kept.stream().map(ValueInfoProto::getName).toList());
        remove(dropped, kept);
    }

    /** Everything that is computed from labels, texts or maps. */
    private void findTails() {
        Map<String, List<NodeProto>> readers = new HashMap<>();
        Deque<NodeProto> waiting = new ArrayDeque<>();
        for (SourceNode node : graph.nodes()) {
            node.message().getInputList().forEach(input -> readers.computeIfAbsent(input, key -> new ArrayList<>())
                    .add(node.message()));
            if (startsTail(node)) {
                waiting.add(node.message());
            }
        }
        while (!waiting.isEmpty()) {
            for (String output : waiting.poll().getOutputList()) {
                if (!output.isEmpty() && tails.add(output)) {
                    waiting.addAll(readers.getOrDefault(output, List.of()));
                }
            }
        }
    }

    /** The scores in a map: a column for each of its keys. */
    private Optional<ValueInfoProto> mapped(String output) {
        NodeProto node = producers.get(output);
        for (int hops = 0;
                node != null && node.getInputCount() > 0 && hops < graph.nodes().size();
                hops++) {
            String input = node.getInput(0);
            if (node.getOpType().equals("ZipMap")) {
                int keys = node.getAttributeList().stream()
                        .mapToInt(attribute -> attribute.getIntsCount() + attribute.getStringsCount())
                        .sum();
                return isComputedNumber(input) ? Optional.of(declared(input, keys)) : Optional.empty();
            }
            node = node.getOpType().equals("Identity") ? producers.get(input) : null;
        }
        return Optional.empty();
    }

    /** The scores whose maximum determines a label. */
    private void choices(String value, Map<String, ValueInfoProto> scores) {
        Set<String> seen = new HashSet<>();
        List<String> waiting = new ArrayList<>(List.of(value));
        while (!waiting.isEmpty()) {
            String next = waiting.remove(waiting.size() - 1);
            NodeProto node = producers.get(next);
            if (node == null || !seen.add(next) || node.getInputCount() == 0) {
                continue;
            }
            if (CHOICES.contains(node.getOpType())) {
                if (isComputedNumber(node.getInput(0))) {
                    scores.putIfAbsent(node.getInput(0), declared(node.getInput(0), 0));
                }
            } else if (tails.contains(next) || SAME_SCORES.contains(node.getOpType())) {
                waiting.addAll(node.getInputList());
            }
        }
    }

    private boolean isComputedNumber(String value) {
        return producers.containsKey(value) && !tails.contains(value);
    }

    /** The type that the file declares for scores, otherwise rows with the given number of columns, if it is known. */
    private ValueInfoProto declared(String name, int columns) {
        Optional<ValueInfoProto> declared = graph.declared().stream()
                .filter(value -> value.getName().equals(name))
                .findFirst();
        ValueInfoProto.Builder rows = ValueInfoProto.newBuilder().setName(name);
        if (columns > 0) {
            TypeProto.Tensor.Builder tensor = rows.getTypeBuilder().getTensorTypeBuilder();
            tensor.setElemType(TensorProto.DataType.FLOAT_VALUE);
            tensor.getShapeBuilder().addDim(Dimension.getDefaultInstance());
            tensor.getShapeBuilder().addDim(Dimension.newBuilder().setDimValue(columns));
        }
        return declared.orElseGet(rows::build);
    }

    /** Removes what only dropped outputs needed. */
    private void remove(List<String> dropped, List<ValueInfoProto> kept) {
        Set<String> needed =
                ancestors(kept.stream().map(ValueInfoProto::getName).toList());
        Set<String> unneeded = ancestors(dropped);
        unneeded.addAll(tails);
        unneeded.removeAll(needed);
        graph.outputs().clear();
        graph.outputs().addAll(kept);
        graph.nodes().removeIf(node -> node.message().getOutputList().stream()
                .filter(output -> !output.isEmpty())
                .allMatch(unneeded::contains));
        Set<String> read = new HashSet<>();
        graph.nodes().forEach(node -> read.addAll(node.message().getInputList()));
        graph.initializers().keySet().removeIf(name -> unneeded.contains(name) && !read.contains(name));
    }

    private Set<String> ancestors(List<String> values) {
        Set<String> found = new HashSet<>();
        List<String> waiting = new ArrayList<>(values);
        while (!waiting.isEmpty()) {
            String value = waiting.remove(waiting.size() - 1);
            if (found.add(value) && producers.containsKey(value)) {
                waiting.addAll(producers.get(value).getInputList());
            }
        }
        return found;
    }
}
