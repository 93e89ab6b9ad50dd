package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.GraphException;

/**
 * Operators of {@code ai.onnx.ml} that are arithmetic, in operators of the standard: Scaler, Normalizer, ArrayFeatureExtractor by
 * known indices, LinearRegressor and LinearClassifier. The coefficients of linear models become stored weights, and so are trained.
 */
final class LearningOperators {
    private final SourceGraph graph;
    private final List<SourceNode> nodes = new ArrayList<>();

    private LearningOperators(SourceGraph graph) {
        this.graph = graph;
    }

    /** Replaces what can be replaced and leaves the rest. */
    static void replace(SourceGraph graph) {
        if (graph.nodes().stream().noneMatch(node -> node.message().getDomain().equals(LearningTails.DOMAIN))) {
            return;
        }
        LearningOperators operators = new LearningOperators(graph);
        graph.nodes().forEach(operators::add);
        graph.nodes().clear();
        graph.nodes().addAll(operators.nodes);
    }

    private void add(SourceNode node) {
        NodeProto message = node.message();
        boolean known = message.getDomain().equals(LearningTails.DOMAIN)
                && message.getInputCount() > 0
                && message.getOutputCount() > 0;
        switch (known ? message.getOpType() : "") {
            case "ArrayFeatureExtractor" -> columns(node);
            case "Scaler" -> scaler(node);
            case "Normalizer" -> normalizer(node);
            case "LinearRegressor" -> regressor(node);
            case "LinearClassifier" -> classifier(node);
            default -> nodes.add(node);
        }
    }

    /** Columns of numbers by indices of the file; indices that are computed choose labels. */
    private void columns(SourceNode node) {
        NodeProto message = node.message();
        TensorProto indices =
                message.getInputCount() == 2 ? graph.initializers().get(message.getInput(1)) : null;
        if (indices == null || indices.getDataType() != TensorProto.DataType.INT64_VALUE) {
            nodes.add(node);
            return;
        }
        long count = indices.getDimsList().stream().reduce(1L, (a, b) -> a * b);
        String name = fresh(message, "columns");
        graph.initializers()
                .put(
                        name,
                        indices.toBuilder()
                                .setName(name)
                                .clearDims()
                                .addDims(count)
                                .build());
        standard(node, "Gather", List.of(message.getInput(0), name), message.getOutput(0), integer("axis", -1));
    }

    /** (x - offset) · scale. */
    private void scaler(SourceNode node) {
        NodeProto message = node.message();
        List<Float> offset = reals(message, "offset");
        List<Float> scale = reals(message, "scale");
        String value = message.getInput(0);
        String shifted = scale.isEmpty() ? message.getOutput(0) : fresh(message, "shifted");
        if (offset.isEmpty()) {
            shifted = value;
        } else {
            standard(node, "Sub", List.of(value, literal(node, "offset", offset)), shifted);
        }
        if (!scale.isEmpty()) {
            standard(node, "Mul", List.of(shifted, literal(node, "scale", scale)), message.getOutput(0));
        } else if (offset.isEmpty()) {
            standard(node, "Identity", List.of(value), message.getOutput(0));
        }
    }

    private void normalizer(SourceNode node) {
        String norm = text(node.message(), "norm", "MAX");
        if (norm.equals("MAX")) {
            nodes.add(node);
            return;
        }
        standard(
                node,
                "LpNormalization",
                List.of(node.message().getInput(0)),
                node.message().getOutput(0),
                integer("p", norm.equals("L1") ? 1 : 2),
                integer("axis", -1));
    }

    private void regressor(SourceNode node) {
        int targets = (int) number(node.message(), "targets", 1);
        if (!text(node.message(), "post_transform", "NONE").equals("NONE")) {
            nodes.add(node);
            return;
        }
        scores(node, targets, node.message().getOutput(0));
    }

    /** Labels are made of the scores behind them, so that they stay the output of a node that is cut off. */
    private void classifier(SourceNode node) {
        NodeProto message = node.message();
        Optional<String> activation =
                switch (text(message, "post_transform", "NONE")) {
                    case "NONE" -> Optional.of("Identity");
                    case "LOGISTIC" -> Optional.of("Sigmoid");
                    case "SOFTMAX" -> Optional.of("Softmax");
                    default -> Optional.empty();
                };
        int classes = Math.max(strings(message), longs(message));
        int intercepts = reals(message, "intercepts").size();
        if (activation.isEmpty() || message.getOutputCount() != 2 || classes < 2 || intercepts != classes) {
            nodes.add(node);
            return;
        }
        String raw = fresh(message, "scores");
        scores(node, classes, raw);
        AttributeProto[] attributes =
                activation.get().equals("Softmax") ? new AttributeProto[] {integer("axis", -1)} : new AttributeProto[0];
        standard(node, activation.get(), List.of(raw), message.getOutput(1), attributes);
        if (!message.getOutput(0).isEmpty()) {
            nodes.add(new SourceNode(
                    NodeProto.newBuilder()
                            .setDomain(LearningTails.DOMAIN)
                            .setOpType("LinearClassifierLabel")
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
        List<Float> coefficients = reals(message, "coefficients");
        List<Float> intercepts = reals(message, "intercepts");
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
        inputs.add(stored(message, "coefficients", coefficients, rows, coefficients.size() / rows));
        if (!intercepts.isEmpty()) {
            inputs.add(stored(message, "intercepts", intercepts, rows));
        }
        standard(node, "Gemm", inputs, output, integer("transB", 1));
    }

    private String stored(NodeProto node, String role, List<Float> values, long... dimensions) {
        String name = fresh(node, role);
        graph.initializers().put(name, tensor(values, dimensions).setName(name).build());
        return name;
    }

    private String literal(SourceNode node, String role, List<Float> values) {
        String name = fresh(node.message(), role);
        AttributeProto value = AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(tensor(values, values.size()))
                .build();
        standard(node, "Constant", List.of(), name, value);
        return name;
    }

    private static TensorProto.Builder tensor(List<Float> values, long... dimensions) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addAllFloatData(values);
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        return tensor;
    }

    private String fresh(NodeProto node, String role) {
        return graph.names().fresh((node.getName().isEmpty() ? node.getOpType() : node.getName()) + "_" + role);
    }

    private void standard(
            SourceNode owner, String operator, List<String> inputs, String output, AttributeProto... attributes) {
        nodes.add(new SourceNode(
                NodeProto.newBuilder()
                        .setOpType(operator)
                        .setName(owner.message().getName())
                        .addAllInput(inputs)
                        .addOutput(output)
                        .addAllAttribute(List.of(attributes))
                        .build(),
                owner.opset()));
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElse(AttributeProto.getDefaultInstance());
    }

    private static List<Float> reals(NodeProto node, String name) {
        return attribute(node, name).getFloatsList();
    }

    private static int strings(NodeProto node) {
        return attribute(node, "classlabels_strings").getStringsCount();
    }

    private static int longs(NodeProto node) {
        return attribute(node, "classlabels_ints").getIntsCount();
    }

    private static long number(NodeProto node, String name, long absent) {
        AttributeProto found = attribute(node, name);
        return found.hasI() ? found.getI() : absent;
    }

    private static String text(NodeProto node, String name, String absent) {
        AttributeProto found = attribute(node, name);
        return found.hasS() ? found.getS().toStringUtf8() : absent;
    }
}
