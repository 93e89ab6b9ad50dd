package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/** Attributes of nodes as in the file. */
final class NodeAttributes {
    private NodeAttributes() {}

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto integers(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    /** The attribute of a name, or an empty one. */
    static AttributeProto find(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElse(AttributeProto.getDefaultInstance());
    }

    static List<Float> reals(NodeProto node, String name) {
        return find(node, name).getFloatsList();
    }

    static long number(NodeProto node, String name, long absent) {
        AttributeProto found = find(node, name);
        return found.hasI() ? found.getI() : absent;
    }

    static String text(NodeProto node, String name, String absent) {
        AttributeProto found = find(node, name);
        return found.hasS() ? found.getS().toStringUtf8() : absent;
    }
}
