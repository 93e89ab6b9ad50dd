package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.GraphException;

/** Attributes of nodes. */
final class AttributeCodec {
    private static final String BAGS =
            "; PyTorch writes nn.EmbeddingBag as a Loop over the examples: use nn.Embedding with the same weight, and the"
                    + " sum, mean or maximum of its rows, for example self.embed(ids).mean(1)";

    private AttributeCodec() {}

    static AttributeProto write(String name, Attribute value) {
        AttributeProto.Builder message = AttributeProto.newBuilder().setName(name);
        if (value instanceof Attribute.Int number) {
            message.setType(AttributeType.INT).setI(number.value());
        } else if (value instanceof Attribute.Ints numbers) {
            message.setType(AttributeType.INTS).addAllInts(numbers.values());
        } else if (value instanceof Attribute.Real number) {
            message.setType(AttributeType.FLOAT).setF(number.value());
        } else if (value instanceof Attribute.Reals numbers) {
            message.setType(AttributeType.FLOATS).addAllFloats(numbers.values());
        } else if (value instanceof Attribute.Texts texts) {
            message.setType(AttributeType.STRINGS)
                    .addAllStrings(texts.values().stream()
                            .map(ByteString::copyFromUtf8)
                            .toList());
        } else if (value instanceof Attribute.Text text) {
            message.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text.value()));
        } else if (value instanceof Attribute.Tensor tensor) {
            message.setType(AttributeType.TENSOR).setT(TensorWriter.write("", tensor.value()));
        } else {
            throw new IllegalStateException(
                    "attribute " + name + " has a kind that cannot be stored in a file: " + value);
        }
        return message.build();
    }

    /** Reads an attribute; {@code node} names its owner in errors. */
    static Attribute read(AttributeProto message, String node, TensorReader tensors) {
        String what = "attribute " + message.getName() + " of " + node;
        return switch (message.getType()) {
            case INT -> new Attribute.Int(message.getI());
            case FLOATS -> new Attribute.Reals(message.getFloatsList());
            case STRINGS ->
                new Attribute.Texts(message.getStringsList().stream()
                        .map(ByteString::toStringUtf8)
                        .toList());
            case INTS -> new Attribute.Ints(message.getIntsList());
            case FLOAT -> new Attribute.Real(message.getF());
            case STRING -> new Attribute.Text(message.getS().toStringUtf8());
            case TENSOR -> new Attribute.Tensor(tensors.read(message.getT(), what));
            case GRAPH, GRAPHS ->
                throw new GraphException(
                        what + " is a subgraph: export the network without control flow (If, Loop, Scan)"
                                + (node.endsWith("(Loop)") ? BAGS : ""));
            default ->
                throw new GraphException(what + " is of kind " + message.getType()
                        + ": only INT, INTS, FLOAT, FLOATS, STRING, STRINGS and TENSOR are supported");
        };
    }
}
