package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;

/** Standard nodes that replace others, with their weights and constants. */
final class StandardNodes {
    private final SourceGraph graph;
    private final List<SourceNode> nodes = new ArrayList<>();

    StandardNodes(SourceGraph graph) {
        this.graph = graph;
    }

    List<SourceNode> nodes() {
        return nodes;
    }

    void keep(SourceNode node) {
        nodes.add(node);
    }

    /** An initializer of the file, or null. */
    TensorProto initializer(String name) {
        return graph.initializers().get(name);
    }

    void store(TensorProto tensor) {
        graph.initializers().put(tensor.getName(), tensor);
    }

    /** A weight, and its name. */
    String stored(NodeProto node, String role, List<Float> values, long... dimensions) {
        String name = fresh(node, role);
        store(tensor(values, dimensions).setName(name).build());
        return name;
    }

    /** A constant of the program, and its name. */
    String literal(SourceNode node, String role, List<Float> values) {
        return literal(node, role, tensor(values, values.size()));
    }

    /** Integers of the program, and their name. */
    String wholeLiteral(SourceNode node, String role, List<Long> values) {
        return literal(
                node,
                role,
                TensorProto.newBuilder()
                        .setDataType(TensorProto.DataType.INT64_VALUE)
                        .addDims(values.size())
                        .addAllInt64Data(values));
    }

    private String literal(SourceNode node, String role, TensorProto.Builder tensor) {
        String name = fresh(node.message(), role);
        AttributeProto value = AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(tensor)
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

    /** The name of a new value. */
    String fresh(NodeProto node, String role) {
        return graph.names().fresh((node.getName().isEmpty() ? node.getOpType() : node.getName()) + "_" + role);
    }

    /** Adds a standard node that computes one value. */
    void standard(SourceNode owner, String operator, List<String> inputs, String output, AttributeProto... attributes) {
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
}
