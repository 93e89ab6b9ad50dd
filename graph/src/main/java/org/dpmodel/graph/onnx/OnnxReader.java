package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/** Turns ONNX's messages into the graph types. One reader reads one file. */
final class OnnxReader {
    private final ModelProto file;
    private final GraphProto graph;
    private final Map<String, Constant> initializers = new LinkedHashMap<>();
    private final Set<String> nodeNames = new HashSet<>();

    OnnxReader(ModelProto file) {
        this.file = file;
        this.graph = file.getGraph();
    }

    OnnxModel read() {
        if (!file.hasGraph() || file.getOpsetImportCount() == 0) {
            throw new GraphException("the file has no " + (file.hasGraph() ? "operator set" : "graph")
                    + ": it is no ONNX model, or it is truncated; export or copy the model again");
        }
        int opset = opset();
        readInitializers();
        List<ValueInfo> inputs = inputs();
        List<Node> nodes = nodes(inputs);
        Map<String, String> metadata = new LinkedHashMap<>();
        for (StringStringEntryProto entry : file.getMetadataPropsList()) {
            metadata.put(entry.getKey(), entry.getValue());
        }
        return new OnnxModel(
                new Graph(graph.getName(), inputs, outputs(inputs, nodes), nodes, initializers), opset, metadata);
    }

    private int opset() {
        for (OperatorSetIdProto imported : file.getOpsetImportList()) {
            if (isDefaultDomain(imported.getDomain())) {
                return Math.toIntExact(Math.min(imported.getVersion(), Integer.MAX_VALUE));
            }
        }
        throw new GraphException("the model imports no operator set of the default domain, found "
                + file.getOpsetImportList().stream()
                        .map(OperatorSetIdProto::getDomain)
                        .toList()
                + ": export the network with opset 17");
    }

    private static boolean isDefaultDomain(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private void readInitializers() {
        if (graph.getSparseInitializerCount() > 0) {
            throw new GraphException(
                    "initializer " + graph.getSparseInitializer(0).getValues().getName()
                            + " is sparse: export the network with dense weights");
        }
        for (TensorProto tensor : graph.getInitializerList()) {
            initializers.put(tensor.getName(), TensorCodec.read(tensor, "initializer " + tensor.getName()));
        }
        for (NodeProto node : graph.getNodeList()) {
            if (isDefaultDomain(node.getDomain()) && ConstantNodes.isConstant(node)) {
                Constant value = ConstantNodes.value(node);
                initializers.put(node.getOutput(0), value.literal());
            }
        }
    }

    private List<ValueInfo> inputs() {
        return graph.getInputList().stream()
                .filter(input -> !initializers.containsKey(input.getName()))
                .map(ValueInfoCodec::readInput)
                .toList();
    }

    private List<Node> nodes(List<ValueInfo> inputs) {
        Set<String> defined = new HashSet<>(initializers.keySet());
        for (ValueInfo input : inputs) {
            defined.add(input.name());
            nodeNames.add(input.name());
        }
        List<Node> nodes = new ArrayList<>();
        for (NodeProto message : graph.getNodeList()) {
            if (!isDefaultDomain(message.getDomain())) {
                throw new GraphException("node " + message.getName() + " uses operator " + message.getOpType()
                        + " of domain " + message.getDomain()
                        + ": export the network with operators of the ONNX standard only");
            }
            if (!ConstantNodes.isConstant(message)) {
                nodes.add(node(message));
            }
        }
        return NodeOrder.sort(nodes, defined);
    }

    private Node node(NodeProto message) {
        String operator = message.getOpType();
        String name = uniqueName(message.getName().isEmpty() ? operator.toLowerCase(Locale.ROOT) : message.getName());
        List<String> outputs = trimmed(message.getOutputList());
        if (outputs.isEmpty() || outputs.contains("")) {
            throw new GraphException(
                    "node " + name + " (" + operator + ") must name all outputs up to the last used one," + " found "
                            + message.getOutputList() + ": export the model again");
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (AttributeProto attribute : message.getAttributeList()) {
            attributes.put(attribute.getName(), AttributeCodec.read(attribute, "node " + name + " (" + operator + ")"));
        }
        return new Node(name, operator, trimmed(message.getInputList()), outputs, new Attributes(attributes));
    }

    private String uniqueName(String wanted) {
        String candidate = wanted;
        for (int i = 2; !nodeNames.add(candidate); i++) {
            candidate = wanted + "_" + i;
        }
        return candidate;
    }

    /** ONNX writes an absent optional input or output as an empty name; at the end it may as well be left out. */
    private static List<String> trimmed(List<String> names) {
        int length = names.size();
        while (length > 0 && names.get(length - 1).isEmpty()) {
            length--;
        }
        return List.copyOf(names.subList(0, length));
    }

    private List<ValueInfo> outputs(List<ValueInfo> inputs, List<Node> nodes) {
        List<ValueInfo> outputs = new ArrayList<>();
        OutputTypes inferred = null;
        for (ValueInfoProto output : graph.getOutputList()) {
            Optional<TensorType> declared = ValueInfoCodec.readOutput(output);
            if (declared.isEmpty() && inferred == null) {
                inferred = new OutputTypes(inputs, nodes, initializers);
            }
            TensorType type = declared.isPresent() ? declared.get() : inferred.get(output.getName());
            outputs.add(new ValueInfo(output.getName(), type));
        }
        return outputs;
    }
}
