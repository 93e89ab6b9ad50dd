package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;

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

    /** The body that an attribute has. */
    static Optional<GraphProto> body(NodeProto node, String name) {
        return Optional.of(find(node, name)).filter(AttributeProto::hasG).map(AttributeProto::getG);
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
