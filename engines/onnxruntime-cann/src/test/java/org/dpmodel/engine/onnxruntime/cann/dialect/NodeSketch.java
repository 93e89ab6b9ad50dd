package org.dpmodel.engine.onnxruntime.cann.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/** A model of one node, or a few, between inputs and outputs. */
final class NodeSketch {
    private final String name;
    private final String rule;
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private int opset = 13;

    private NodeSketch(String name, String rule) {
        this.name = name;
        this.rule = rule;
    }

    /** A model that breaks the rule, or none if that is empty. */
    static NodeSketch sketch(String name, String rule) {
        return new NodeSketch(name, rule);
    }

    String name() {
        return name;
    }

    /** A part of the rule's text. */
    String rule() {
        return rule;
    }

    NodeSketch opset(int version) {
        opset = version;
        return this;
    }

    NodeSketch input(DataType type, long... dims) {
        String input = "x" + inputs.size();
        inputs.add(new ValueInfo(input, new TensorType(type, Shape.of(dims))));
        arguments.add(input);
        return this;
    }

    NodeSketch input(long... dims) {
        return input(DataType.FLOAT, dims);
    }

    NodeSketch constant(long... elements) {
        String constant = "c" + constants.size();
        constants.put(constant, Constant.ints(elements));
        arguments.add(constant);
        return this;
    }

    NodeSketch absent() {
        arguments.add("");
        return this;
    }

    NodeSketch node(String operator, Attributes attributes) {
        return node("n", operator, attributes, 1);
    }

    NodeSketch node(String node, String operator, Attributes attributes, int outputs) {
        List<String> results =
                IntStream.range(0, outputs).mapToObj(i -> node + ".y" + i).toList();
        nodes.add(new Node(node, operator, arguments, results, attributes));
        return this;
    }

    OnnxModel model() {
        List<ValueInfo> outputs = nodes.stream()
                .flatMap(node -> node.outputs().stream())
                .map(output -> new ValueInfo(output, TensorType.floats(1)))
                .toList();
        return new OnnxModel(new Graph("g", inputs, outputs, nodes, constants), opset);
    }

    @Override
    public String toString() {
        return name;
    }
}
