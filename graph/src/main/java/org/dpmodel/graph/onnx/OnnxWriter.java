package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.LibraryVersion;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;

/** Turns the graph types into ONNX's messages. */
final class OnnxWriter {
    /**
     * The IR version of ONNX 1.10 to 1.13: the lowest that supports all operator sets up to 18, so that old runtimes can
     * read it.
     */
    static final long LOWEST_IR = 8;

    private static final String PRODUCER = "dpmodel";

    private OnnxWriter() {}

    static ModelProto write(OnnxModel model, Optional<Preprocessing> preprocessing) {
        ModelProto.Builder file = ModelProto.newBuilder()
                .setIrVersion(irVersion(model.opset()))
                .setProducerName(PRODUCER)
                .setProducerVersion(LibraryVersion.current())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(model.opset()))
                .setGraph(
                        preprocessing.map(front -> graph(front, model.graph())).orElseGet(() -> graph(model.graph())));
        Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
        preprocessing.ifPresent(front -> {
            file.addOpsetImport(OperatorSetIdProto.newBuilder()
                    .setDomain(LearningTails.DOMAIN)
                    .setVersion(Preprocessing.LEARNING_OPSET));
            metadata.putAll(front.metadata());
        });
        metadata.forEach((key, value) -> file.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return file.build();
    }

    /**
     * A value that is computed from raw values is no longer an input; its type is declared for readers that remove the
     * preprocessing again.
     */
    private static GraphProto graph(Preprocessing front, Graph graph) {
        front.checkFits(graph);
        GraphProto network = graph(graph);
        GraphProto.Builder message =
                network.toBuilder().clearInput().clearNode().addAllInput(front.raw());
        for (ValueInfo input : graph.inputs()) {
            if (front.networkInputs().contains(input)) {
                message.addValueInfo(ValueInfoCodec.write(input));
            } else {
                message.addInput(ValueInfoCodec.write(input));
            }
        }
        front.constants().forEach((name, value) -> message.addInitializer(TensorWriter.write(name, value)));
        return message.addAllNode(front.nodes())
                .addAllNode(network.getNodeList())
                .build();
    }

    /** The IR version of the ONNX release that introduced an operator set: runtimes that support one support the other. */
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
            if (constant.isBuffer()) {
                message.addValueInfo(DeclaredKinds.buffer(new ValueInfo(name, constant.type())));
            }
        });
        graph.nodes().forEach(node -> message.addNode(node(node)));
        return message.build();
    }

    static NodeProto node(Node node) {
        NodeProto.Builder message = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.operator())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        node.attributes().values().forEach((name, value) -> message.addAttribute(AttributeCodec.write(name, value)));
        return message.build();
    }
}
