package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;

/**
 * Converts arithmetic operators of {@code ai.onnx.ml} to standard operators: Scaler, Normalizer, OneHotEncoder of
 * integers, ArrayFeatureExtractor with known indices, and linear models.
 */
final class LearningOperators {
    /** The first operator set in which an axis may be counted from the end. */
    private static final int FIRST_WITH_LAST_AXIS = 11;

    private static final int FIRST_WITH_AXES_AS_INPUT = 13;

    private final StandardNodes nodes;
    private final LinearModels linear;

    private LearningOperators(SourceGraph graph) {
        nodes = new StandardNodes(graph);
        linear = new LinearModels(nodes);
    }

    /** Replaces what can be replaced and leaves the rest. */
    static void replace(SourceGraph graph) {
        if (graph.nodes().stream().noneMatch(node -> node.message().getDomain().equals(LearningTails.DOMAIN))) {
            return;
        }
        LearningOperators operators = new LearningOperators(graph);
        graph.nodes().forEach(operators::add);
        graph.nodes().clear();
        graph.nodes().addAll(operators.nodes.nodes());
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
            case "OneHotEncoder" -> oneHot(node);
            case "LinearRegressor" -> linear.regressor(node);
            case "LinearClassifier" -> linear.classifier(node);
            default -> nodes.keep(node);
        }
    }

    /** Selects columns of numbers by indices in the file; computed indices select labels. */
    private void columns(SourceNode node) {
        NodeProto message = node.message();
        TensorProto indices = message.getInputCount() == 2 ? nodes.initializer(message.getInput(1)) : null;
        if (indices == null || indices.getDataType() != TensorProto.DataType.INT64_VALUE) {
            nodes.keep(node);
            return;
        }
        long count = indices.getDimsList().stream().reduce(1L, (a, b) -> a * b);
        String name = nodes.fresh(message, "columns");
        nodes.store(indices.toBuilder().setName(name).clearDims().addDims(count).build());
        nodes.standard(
                node,
                "Gather",
                List.of(message.getInput(0), name),
                message.getOutput(0),
                NodeAttributes.integer("axis", -1));
    }

    /** (x - offset) · scale. */
    private void scaler(SourceNode node) {
        NodeProto message = node.message();
        List<Float> offset = NodeAttributes.reals(message, "offset");
        List<Float> scale = NodeAttributes.reals(message, "scale");
        String value = message.getInput(0);
        String shifted = scale.isEmpty() ? message.getOutput(0) : nodes.fresh(message, "shifted");
        if (offset.isEmpty()) {
            shifted = value;
        } else {
            nodes.standard(node, "Sub", List.of(value, nodes.literal(node, "offset", offset)), shifted);
        }
        if (!scale.isEmpty()) {
            nodes.standard(node, "Mul", List.of(shifted, nodes.literal(node, "scale", scale)), message.getOutput(0));
        } else if (offset.isEmpty()) {
            nodes.standard(node, "Identity", List.of(value), message.getOutput(0));
        }
    }

    /**
     * One-hot columns for the integers that the file lists, along a new last axis. Other integers give only zeros, even
     * if the file refuses them when it is served.
     */
    private void oneHot(SourceNode node) {
        NodeProto message = node.message();
        List<Long> categories = NodeAttributes.find(message, "cats_int64s").getIntsList();
        if (categories.isEmpty() || node.opset() < FIRST_WITH_LAST_AXIS) {
            nodes.keep(node);
            return;
        }
        String whole = nodes.fresh(message, "whole");
        nodes.standard(
                node,
                "Cast",
                List.of(message.getInput(0)),
                whole,
                NodeAttributes.integer("to", TensorProto.DataType.INT64_VALUE));
        String apart = nodes.fresh(message, "apart");
        if (node.opset() < FIRST_WITH_AXES_AS_INPUT) {
            nodes.standard(node, "Unsqueeze", List.of(whole), apart, NodeAttributes.integers("axes", List.of(-1L)));
        } else {
            nodes.standard(node, "Unsqueeze", List.of(whole, nodes.wholeLiteral(node, "axis", List.of(-1L))), apart);
        }
        String equal = nodes.fresh(message, "equal");
        nodes.standard(node, "Equal", List.of(apart, nodes.wholeLiteral(node, "categories", categories)), equal);
        nodes.standard(
                node,
                "Cast",
                List.of(equal),
                message.getOutput(0),
                NodeAttributes.integer("to", TensorProto.DataType.FLOAT_VALUE));
    }

    private void normalizer(SourceNode node) {
        String norm = NodeAttributes.text(node.message(), "norm", "MAX");
        if (norm.equals("MAX")) {
            nodes.keep(node);
            return;
        }
        nodes.standard(
                node,
                "LpNormalization",
                List.of(node.message().getInput(0)),
                node.message().getOutput(0),
                NodeAttributes.integer("p", norm.equals("L1") ? 1 : 2),
                NodeAttributes.integer("axis", -1));
    }
}
