package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.GraphException;

/** LinearRegressor and LinearClassifier of {@code ai.onnx.ml}; their coefficients become stored weights, and are trained. */
final class LinearModels {
    /** A placeholder operator for labels computed from scores, which does not occur in files. */
    static final String LABEL = "LinearClassifierLabel";

    private final StandardNodes nodes;

    LinearModels(StandardNodes nodes) {
        this.nodes = nodes;
    }

    void regressor(SourceNode node) {
        int targets = (int) NodeAttributes.number(node.message(), "targets", 1);
        if (!NodeAttributes.text(node.message(), "post_transform", "NONE").equals("NONE")) {
            nodes.keep(node);
            return;
        }
        scores(node, targets, node.message().getOutput(0));
    }

    /** Labels are computed from the scores, so that they remain outputs of a node that is cut off. */
    void classifier(SourceNode node) {
        NodeProto message = node.message();
        Optional<String> activation =
                switch (NodeAttributes.text(message, "post_transform", "NONE")) {
                    case "NONE" -> Optional.of("Identity");
                    case "LOGISTIC" -> Optional.of("Sigmoid");
                    case "SOFTMAX" -> Optional.of("Softmax");
                    default -> Optional.empty();
                };
        int classes = Math.max(
                NodeAttributes.find(message, "classlabels_strings").getStringsCount(),
                NodeAttributes.find(message, "classlabels_ints").getIntsCount());
        int intercepts = NodeAttributes.reals(message, "intercepts").size();
        if (activation.isEmpty() || message.getOutputCount() != 2 || classes < 2 || intercepts != classes) {
            nodes.keep(node);
            return;
        }
        String raw = nodes.fresh(message, "scores");
        scores(node, classes, raw);
        AttributeProto[] attributes = activation.get().equals("Softmax")
                ? new AttributeProto[] {NodeAttributes.integer("axis", -1)}
                : new AttributeProto[0];
        nodes.standard(node, activation.get(), List.of(raw), message.getOutput(1), attributes);
        if (!message.getOutput(0).isEmpty()) {
            nodes.keep(new SourceNode(
                    NodeProto.newBuilder()
                            .setDomain(LearningTails.DOMAIN)
                            .setOpType(LABEL)
                            .setName(message.getName())
                            .addInput(message.getOutput(1))
                            .addOutput(message.getOutput(0))
                            .build(),
                    node.opset()));
        }
    }

    /** x · coefficients^T + intercepts. */
    private void scores(SourceNode node, int rows, String output) {
        NodeProto message = node.message();
        List<Float> coefficients = NodeAttributes.reals(message, "coefficients");
        List<Float> intercepts = NodeAttributes.reals(message, "intercepts");
        boolean fits = rows > 0
                && !coefficients.isEmpty()
                && coefficients.size() % rows == 0
                && (intercepts.isEmpty() || intercepts.size() == rows);
        if (!fits) {
            throw new GraphException("node " + message.getName() + " (" + message.getOpType() + ") has "
                    + coefficients.size() + " coefficients and " + intercepts.size() + " intercepts for " + rows
                    + " results: export the model again");
        }
        List<String> inputs = new ArrayList<>(List.of(message.getInput(0)));
        inputs.add(nodes.stored(message, "coefficients", coefficients, rows, coefficients.size() / rows));
        if (!intercepts.isEmpty()) {
            inputs.add(nodes.stored(message, "intercepts", intercepts, rows));
        }
        nodes.standard(node, "Gemm", inputs, output, NodeAttributes.integer("transB", 1));
    }
}
