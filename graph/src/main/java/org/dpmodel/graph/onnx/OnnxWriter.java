package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.LibraryVersion;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;

/** Turns the graph types into ONNX's messages. */
final class OnnxWriter {
    /** The IR of ONNX 1.10 to 1.13: the lowest that holds all operator sets up to 18, so that old runtimes read it. */
    static final long LOWEST_IR = 8;

    private static final String PRODUCER = "dpmodel";

    private OnnxWriter() {}

    static ModelProto write(OnnxModel model) {
        ModelProto.Builder file = ModelProto.newBuilder()
                .setIrVersion(irVersion(model.opset()))
                .setProducerName(PRODUCER)
                .setProducerVersion(LibraryVersion.current())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(model.opset()))
                .setGraph(graph(model.graph()));
        model.metadata()
                .forEach((key, value) -> file.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return file.build();
    }

    /** The IR of the release of ONNX that brought an operator set: runtimes that know the one know the other. */
    private static long irVersion(int opset) {
        return switch (opset) {
            case 19, 20 -> 9;
            case 21, 22 -> 10;
            case 23 -> 11;
            case 24 -> 12;
            case 25, 26 -> 13;
            default -> LOWEST_IR;
        };
    }

    private static GraphProto graph(Graph graph) {
        GraphProto.Builder message = GraphProto.newBuilder().setName(graph.name());
        graph.inputs().forEach(input -> message.addInput(ValueInfoCodec.write(input)));
        graph.outputs().forEach(output -> message.addOutput(ValueInfoCodec.write(output)));
        graph.initializers().forEach((name, constant) -> {
            if (constant.isLiteral()) {
                message.addNode(ConstantNodes.write(name, constant));
            } else {
                message.addInitializer(TensorWriter.write(name, constant));
            }
        });
        graph.nodes().forEach(node -> message.addNode(node(node)));
        return message.build();
    }

    private static NodeProto node(Node node) {
        NodeProto.Builder message = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.operator())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        node.attributes().values().forEach((name, value) -> message.addAttribute(AttributeCodec.write(name, value)));
        return message.build();
    }
}
