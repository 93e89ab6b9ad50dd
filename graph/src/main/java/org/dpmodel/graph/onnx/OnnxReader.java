package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
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
    /** What this library writes in addition to a network, including the privacy statement of its weights. */
    private static final String OWN_METADATA = "org.dpmodel.";

    private final ModelProto file;
    private final TensorReader tensors;
    private final GivenShapes shapes;
    private final ReadNotes notes = new ReadNotes();
    private final Map<String, Constant> initializers = new LinkedHashMap<>();
    private final Map<String, Integer> nodeOpsets = new HashMap<>();
    private final Names nodeNames = new Names();
    private Names valueNames = new Names();

    OnnxReader(ModelProto file, ExternalData external, GivenShapes shapes) {
        this.file = file;
        this.tensors = new TensorReader(external, notes);
        this.shapes = shapes;
    }

    ReadModel read() {
        if (!file.hasGraph() || file.getOpsetImportCount() == 0) {
            throw new GraphException("the file has no " + (file.hasGraph() ? "operator set" : "graph")
                    + ": it is not an ONNX model, or it is truncated; export or copy the model again");
        }
        int opset = opset();
        SourceGraph source = Inlining.inline(file, opset, tensors);
        Map<String, String> metadata = metadata();
        Optional<Preprocessing> preprocessing = FrontParts.cut(source, metadata, tensors, notes);
        metadata.keySet().removeIf(key -> key.equals(Preprocessing.METADATA) || key.startsWith(Preprocessing.DETAILS));
        valueNames = source.names();
        LearningOperators.replace(source);
        LearningTails.cut(source, tensors, notes);
        OtherDomains.refuse(source.nodes());
        readInitializers(source);
        List<ValueInfo> inputs = inputs(source);
        List<Node> written = nodes(source, inputs);
        UpgradeScope scope =
                new UpgradeScope(initializers, valueNames, nodeNames, new Ranks(source.declared(), inputs), notes);
        scope.require(opset);
        List<Node> current = Reversals.write(OpsetUpgrades.apply(written, nodeOpsets, scope), scope);
        List<Node> upgraded = BatchStatistics.separate(current, initializers, scope);
        List<Node> nodes = FixedBatch.open(inputs, upgraded, initializers, scope);
        Graph graph = new Graph(file.getGraph().getName(), inputs, outputs(source, inputs, nodes), nodes, initializers);
        Optional<Graph> fixed = nodes.equals(upgraded)
                ? Optional.empty()
                : Optional.of(new Graph(graph.name(), inputs, graph.outputs(), upgraded, initializers));
        return new ReadModel(new OnnxModel(graph, scope.lowest(), metadata), notes.sentences(), preprocessing, fixed);
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (StringStringEntryProto entry : file.getMetadataPropsList()) {
            String other = metadata.put(entry.getKey(), entry.getValue());
            if (other != null
                    && !other.equals(entry.getValue())
                    && entry.getKey().startsWith(OWN_METADATA)) {
                throw new GraphException("the metadata " + entry.getKey()
                        + " must appear in the file once, found it with two values: a tool has added a second one, "
                        + "and it is unknown which of them describes these weights; use the file as it was saved");
            }
        }
        return metadata;
    }

    private int opset() {
        return OperatorSets.ofDefaultDomain(file.getOpsetImportList(), "the model")
                .orElseThrow(() -> new GraphException("the model imports no operator set of the default domain, found "
                        + file.getOpsetImportList().stream()
                                .map(OperatorSetIdProto::getDomain)
                                .toList()
                        + ": export the network with opset 17"));
    }

    private void readInitializers(SourceGraph source) {
        DeclaredKinds kinds = new DeclaredKinds(file.getGraph());
        source.initializers().forEach((name, tensor) -> {
            Constant constant = tensors.initializer(tensor);
            initializers.put(name, kinds.isBuffer(name) ? constant.buffer() : constant);
            Set<String> joined = kinds.joined(name);
            if (!joined.isEmpty()) {
                notes.add(name + " was computed from " + joined
                        + " when the file was written, and is trained instead of them; a file with an open batch "
                        + "(dynamic_shapes) preserves more of the original");
            }
            kinds.original(name)
                    .ifPresent(weight -> notes.add(name + " was computed from " + weight
                            + " when the file was written, and is trained instead of it: what the function ensured, such as"
                            + " positive numbers or a sum of 1, need not hold any more; torch.onnx.export(...,"
                            + " optimize=False) leaves " + weight + " in the file"));
        });
        for (SourceNode node : source.nodes()) {
            if (node.isStandard() && ConstantNodes.isConstant(node.message())) {
                Constant value = ConstantNodes.value(node.message(), tensors);
                if (initializers.put(node.message().getOutput(0), value.literal()) != null) {
                    throw new GraphException("the value " + node.message().getOutput(0)
                            + " (a constant) is defined twice: export the model again");
                }
            }
        }
    }

    private List<ValueInfo> inputs(SourceGraph source) {
        List<ValueInfoProto> fed = UnreadInputs.leaveOut(
                source.inputs().stream()
                        .filter(input -> !initializers.containsKey(input.getName()))
                        .toList(),
                source,
                notes);
        shapes.check(fed.stream().map(ValueInfoProto::getName).toList());
        return fed.stream().map(input -> input(input, source)).toList();
    }

    private ValueInfo input(ValueInfoProto message, SourceGraph source) {
        StoredType stored = ValueInfoCodec.inputType(message);
        ValueInfo input = shapes.read(message);
        if (!stored.isHeldAsStored()) {
            InputTypes.check(message.getName(), stored, source.nodes());
            notes.add(InputTypes.note(message.getName(), stored));
        }
        return input;
    }

    private List<Node> nodes(SourceGraph source, List<ValueInfo> inputs) {
        Set<String> defined = new HashSet<>(initializers.keySet());
        for (ValueInfo input : inputs) {
            defined.add(input.name());
            nodeNames.take(input.name());
        }
        List<Node> nodes = new ArrayList<>();
        for (SourceNode message : source.nodes()) {
            if (!ConstantNodes.isConstant(message.message())) {
                Node node = node(message.message());
                nodes.add(node);
                nodeOpsets.put(node.name(), message.opset());
            }
        }
        return NodeOrder.sort(nodes, defined);
    }

    private Node node(NodeProto message) {
        String operator = message.getOpType();
        String name =
                nodeNames.fresh(message.getName().isEmpty() ? operator.toLowerCase(Locale.ROOT) : message.getName());
        List<String> outputs = trimmed(message.getOutputList()).stream()
                .map(output -> output.isEmpty() ? valueNames.fresh(name + "_unused") : output)
                .toList();
        if (outputs.isEmpty()) {
            throw new GraphException(
                    "node " + name + " (" + operator + ") must name at least one output: export the model again");
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (AttributeProto attribute : message.getAttributeList()) {
            attributes.put(
                    attribute.getName(),
                    AttributeCodec.read(attribute, "node " + name + " (" + operator + ")", tensors));
        }
        return new Node(name, operator, trimmed(message.getInputList()), outputs, new Attributes(attributes));
    }

    /** ONNX writes an absent optional input or output as an empty name; at the end it may also be omitted. */
    private static List<String> trimmed(List<String> names) {
        int length = names.size();
        while (length > 0 && names.get(length - 1).isEmpty()) {
            length--;
        }
        return List.copyOf(names.subList(0, length));
    }

    private List<ValueInfo> outputs(SourceGraph source, List<ValueInfo> inputs, List<Node> nodes) {
        List<ValueInfo> outputs = new ArrayList<>();
        OutputTypes inferred = null;
        for (ValueInfoProto output : source.outputs()) {
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
