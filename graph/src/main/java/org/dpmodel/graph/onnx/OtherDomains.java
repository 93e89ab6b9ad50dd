package org.dpmodel.graph.onnx;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dpmodel.graph.GraphException;

/** Operators that are not in the ONNX standard; one error names all of a file, and says what to do about them. */
final class OtherDomains {
    private static final String CONTRIB = "com.microsoft";
    private static final String LEARNING = "ai.onnx.ml";
    private static final int NODES_NAMED = 3;

    private OtherDomains() {}

    static void refuse(List<SourceNode> nodes) {
        Map<String, List<String>> found = new TreeMap<>();
        Map<String, String> domains = new TreeMap<>();
        for (SourceNode node : nodes) {
            if (!node.isStandard()) {
                String domain = node.message().getDomain();
                String operator = node.message().getOpType() + " of domain " + domain;
                found.computeIfAbsent(operator, key -> new java.util.ArrayList<>())
                        .add(node.message().getName());
                domains.put(domain, cure(domain));
            }
        }
        if (found.size() > 1) {
            // Written by this library; they remain only if something else prevents training.
            found.remove(LinearModels.LABEL + " of domain " + LEARNING);
        }
        if (!found.isEmpty()) {
            String operators = found.entrySet().stream()
                    .map(entry -> entry.getKey() + " (node" + (entry.getValue().size() == 1 ? " " : "s ")
                            + names(entry.getValue()) + ")")
                    .collect(Collectors.joining(", "));
            throw new GraphException("the model has operators that are not of the ONNX standard: " + operators + ". "
                    + domains.values().stream().distinct().collect(Collectors.joining(". ")));
        }
    }

    private static String names(List<String> nodes) {
        String first = String.join(", ", nodes.subList(0, Math.min(NODES_NAMED, nodes.size())));
        return nodes.size() > NODES_NAMED ? first + " and " + (nodes.size() - NODES_NAMED) + " more" : first;
    }

    private static String cure(String domain) {
        return switch (domain) {
            case CONTRIB ->
                "ONNX Runtime's optimizer writes operators of com.microsoft: use the file from before optimization, "
                        + "or write it again at level basic (SessionOptions.graph_optimization_level ="
                        + " GraphOptimizationLevel.ORT_ENABLE_BASIC)";
            case LEARNING ->
                "Of scikit-learn's models, networks, linear models and scalers can be trained, and labels and ZipMap "
                        + "after them are cut off; operators of ai.onnx.ml elsewhere have no derivative: export the"
                        + " estimator without the steps before it";
            default ->
                "Export the network with operators of the ONNX standard only, or with the functions that define"
                        + " them";
        };
    }
}
