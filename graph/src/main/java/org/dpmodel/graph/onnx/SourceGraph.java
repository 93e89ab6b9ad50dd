package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.GraphException;

/** A file's graph while it is normalized: functions and decided branches are inlined, tails are cut off. */
final class SourceGraph {
    private final List<SourceNode> nodes = new ArrayList<>();
    private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
    private final List<ValueInfoProto> inputs;
    private final List<ValueInfoProto> outputs;
    private final List<ValueInfoProto> declared;
    private final Names names = new Names();

    /** The graph of a file, without its nodes. */
    SourceGraph(ModelProto file) {
        GraphProto graph = file.getGraph();
        inputs = new ArrayList<>(graph.getInputList());
        outputs = new ArrayList<>(graph.getOutputList());
        declared = graph.getValueInfoList();
        takeNames(graph);
        for (FunctionProto function : file.getFunctionsList()) {
            takeNames(function.getNodeList());
        }
        addInitializers(graph, Map.of());
    }

    List<SourceNode> nodes() {
        return nodes;
    }

    Map<String, TensorProto> initializers() {
        return initializers;
    }

    List<ValueInfoProto> inputs() {
        return inputs;
    }

    List<ValueInfoProto> outputs() {
        return outputs;
    }

    /** Values whose types the file declares besides inputs and outputs. */
    List<ValueInfoProto> declared() {
        return declared;
    }

    /** Names of values. */
    Names names() {
        return names;
    }

    /** Adds the initializers of a graph or of a branch, with the names in {@code renamed} where there are any. */
    void addInitializers(GraphProto graph, Map<String, String> renamed) {
        if (graph.getSparseInitializerCount() > 0) {
            throw new GraphException(
                    "initializer " + graph.getSparseInitializer(0).getValues().getName()
                            + " is sparse: export the network with dense weights");
        }
        for (TensorProto tensor : graph.getInitializerList()) {
            String name = renamed.getOrDefault(tensor.getName(), tensor.getName());
            TensorProto named = name.equals(tensor.getName())
                    ? tensor
                    : tensor.toBuilder().setName(name).build();
            if (initializers.put(name, named) != null) {
                throw new GraphException("initializer " + name + " is stored twice: export the model again");
            }
        }
    }

    private void takeNames(GraphProto graph) {
        graph.getInputList().forEach(input -> names.take(input.getName()));
        graph.getOutputList().forEach(output -> names.take(output.getName()));
        graph.getInitializerList().forEach(tensor -> names.take(tensor.getName()));
        takeNames(graph.getNodeList());
    }

    private void takeNames(List<NodeProto> start) {
        Deque<List<NodeProto>> waiting = new ArrayDeque<>(List.of(start));
        while (!waiting.isEmpty()) {
            for (NodeProto node : waiting.pop()) {
                node.getInputList().forEach(names::take);
                node.getOutputList().forEach(names::take);
                for (AttributeProto attribute : node.getAttributeList()) {
                    if (attribute.hasG()) {
                        attribute.getG().getInitializerList().forEach(tensor -> names.take(tensor.getName()));
                        waiting.push(attribute.getG().getNodeList());
                    }
                }
            }
        }
    }
}
