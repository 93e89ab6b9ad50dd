package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adapts nodes of a body to the place where it is inlined: values get the names of that place, and attributes that refer
 * to an attribute of the call get its value.
 *
 * @param values name at the place, by name in the body; other names are kept
 * @param attributes attributes of the call, by name
 * @param place name of the node that is replaced
 */
record Renaming(Map<String, String> values, Map<String, AttributeProto> attributes, String place) {
    NodeProto apply(NodeProto node) {
        String name = node.getName().isEmpty() ? node.getOpType() : node.getName();
        NodeProto.Builder renamed = node.toBuilder()
                .clearInput()
                .clearOutput()
                .clearAttribute()
                .setName(place + "/" + name)
                .addAllInput(names(node.getInputList()))
                .addAllOutput(names(node.getOutputList()));
        for (AttributeProto attribute : node.getAttributeList()) {
            if (!attribute.getRefAttrName().isEmpty()) {
                AttributeProto given = attributes.get(attribute.getRefAttrName());
                if (given != null) {
                    renamed.addAttribute(given.toBuilder().setName(attribute.getName()));
                }
            } else if (attribute.hasG()) {
                renamed.addAttribute(attribute.toBuilder().setG(apply(attribute.getG())));
            } else {
                renamed.addAttribute(attribute);
            }
        }
        return renamed.build();
    }

    private List<String> names(List<String> body) {
        return body.stream().map(name -> values.getOrDefault(name, name)).toList();
    }

    /** A subgraph: only values from outside are renamed. */
    private GraphProto apply(GraphProto graph) {
        Map<String, String> outside = new HashMap<>(values);
        graph.getInputList().forEach(input -> outside.remove(input.getName()));
        graph.getInitializerList().forEach(tensor -> outside.remove(tensor.getName()));
        graph.getNodeList().forEach(node -> outside.keySet().removeAll(node.getOutputList()));
        Renaming inner = new Renaming(outside, attributes, place);
        GraphProto.Builder renamed = graph.toBuilder().clearNode().clearOutput();
        graph.getNodeList().forEach(node -> renamed.addNode(inner.apply(node)));
        for (ValueInfoProto output : graph.getOutputList()) {
            String name = outside.getOrDefault(output.getName(), output.getName());
            renamed.addOutput(output.toBuilder().setName(name));
        }
        return renamed.build();
    }
}
