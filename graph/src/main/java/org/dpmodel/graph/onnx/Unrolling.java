package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A loop that is written as its rounds, one after the other. Mutable, for one loop. */
final class Unrolling {
    private static final int AXES_ARE_INPUTS = 13;

    private final Inlining inlining;
    private final SourceGraph graph;
    private final Conditions conditions;
    private final int opset;
    private final int depth;
    private final String place;
    private final List<String> carried = new ArrayList<>();
    private final List<List<String>> collected = new ArrayList<>();
    private LoopBody loop;

    Unrolling(Inlining inlining, SourceGraph graph, Conditions conditions, LoopBody loop, int opset, int depth) {
        this.inlining = inlining;
        this.graph = graph;
        this.conditions = conditions;
        this.place = Inlining.place(loop.node());
        this.loop = loop;
        this.opset = opset;
        this.depth = depth;
    }

    /** Writes the rounds and what the loop computes with them; there is at least one, unless nothing is collected. */
    void run(int rounds) {
        for (int i = 0; i < loop.carried(); i++) {
            carried.add(loop.initial(i));
        }
        for (int i = loop.carried(); i < loop.results().size(); i++) {
            collected.add(new ArrayList<>());
        }
        if (rounds > 0) {
            String visited = inlining.rounds().visit(place);
            loop = new LoopBody(loop.node(), outside(loop.body(), Map.of()));
            String yes = number("condition", TensorProto.DataType.BOOL_VALUE, 1);
            for (int i = 0; i < rounds; i++) {
                int round = i;
                inlining.rounds().inRound(visited, () -> round(round, yes));
            }
        }
        for (int i = 0; i < loop.node().getOutputCount(); i++) {
            String output = loop.node().getOutput(i);
            if (output.isEmpty()) {
                continue;
            }
            if (i < carried.size()) {
                put(Inlining.identity(place, carried.get(i), output));
            } else {
                join(collected.get(i - carried.size()), output);
            }
        }
    }

    /**
     * A body without its constants, at any depth, which are stored around the loop: they are the same in all rounds, and a
     * weight among them is one weight.
     */
    private GraphProto outside(GraphProto body, Map<String, String> around) {
        Map<String, String> names = new HashMap<>(around);
        body.getInputList().forEach(input -> names.remove(input.getName()));
        body.getNodeList().forEach(node -> names.keySet().removeAll(node.getOutputList()));
        names.putAll(inlining.store(body, place));
        GraphProto.Builder rest =
                body.toBuilder().clearInitializer().clearNode().clearOutput();
        String visited = inlining.rounds().visit(place);
        for (NodeProto node : body.getNodeList()) {
            if (isStored(node)) {
                String output = node.getOutput(0);
                names.put(
                        output,
                        inlining.rounds()
                                .name(
                                        visited,
                                        place,
                                        output,
                                        name -> put(node.toBuilder()
                                                .setName(name)
                                                .setOutput(0, name)
                                                .build())));
            }
        }
        for (NodeProto node : body.getNodeList()) {
            if (!isStored(node)) {
                rest.addNode(renamed(node, names));
            }
        }
        for (ValueInfoProto output : body.getOutputList()) {
            rest.addOutput(output.toBuilder().setName(names.getOrDefault(output.getName(), output.getName())));
        }
        return rest.build();
    }

    private static boolean isStored(NodeProto node) {
        return ConstantNodes.isConstant(node) && node.getOutputCount() == 1;
    }

    private NodeProto renamed(NodeProto node, Map<String, String> names) {
        NodeProto.Builder renamed = node.toBuilder().clearInput().clearAttribute();
        node.getInputList().forEach(input -> renamed.addInput(names.getOrDefault(input, input)));
        for (AttributeProto attribute : node.getAttributeList()) {
            renamed.addAttribute(
                    attribute.hasG()
                            ? attribute.toBuilder()
                                    .setG(outside(attribute.getG(), names))
                                    .build()
                            : attribute);
        }
        return renamed.build();
    }

    private void round(int round, String yes) {
        GraphProto body = loop.body();
        int written = 1 + body.getOutputCount();
        inlining.charge(written, (long) written * place.length(), place);
        Map<String, String> values = new HashMap<>();
        values.put(body.getInput(0).getName(), number("round", TensorProto.DataType.INT64_VALUE, round));
        values.put(body.getInput(1).getName(), yes);
        for (int i = 0; i < carried.size(); i++) {
            values.put(loop.carriedInto(i), carried.get(i));
        }
        Set<String> computed = Inlining.computed(body.getNodeList());
        List<String> results = loop.results();
        List<String> names = results.stream()
                // What a round only passes on, such as a weight, is left unchanged.
                .map(result -> computed.contains(result) ? fresh(result) : values.getOrDefault(result, result))
                .toList();
        NodeProto.Builder copy = NodeProto.newBuilder().setOpType("Loop").setName(place + RoundStore.ROUND + round);
        for (int i = 0; i < results.size(); i++) {
            copy.addOutput(computed.contains(results.get(i)) ? names.get(i) : "");
        }
        inlining.inline(copy.build(), body.getNodeList(), results, values, Map.of(), opset, depth);
        carried.clear();
        carried.addAll(names.subList(0, loop.carried()));
        for (int i = loop.carried(); i < names.size(); i++) {
            collected.get(i - loop.carried()).add(names.get(i));
        }
    }

    /** What the rounds computed, along a new first axis. */
    private void join(List<String> parts, String output) {
        NodeProto.Builder joined = NodeProto.newBuilder()
                .setOpType("Concat")
                .setName(place + "/Concat")
                .addAttribute(NodeAttributes.integer("axis", 0))
                .addOutput(output);
        TensorProto zero = TensorProto.newBuilder()
                .setName(fresh("first"))
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(1)
                .addInt64Data(0)
                .build();
        boolean asInput = opset >= AXES_ARE_INPUTS;
        if (asInput) {
            store(zero);
        }
        for (String part : parts) {
            NodeProto.Builder widened = NodeProto.newBuilder()
                    .setOpType("Unsqueeze")
                    .setName(place + "/Unsqueeze")
                    .addInput(part)
                    .addOutput(fresh("part"));
            if (asInput) {
                widened.addInput(zero.getName());
            } else {
                widened.addAttribute(NodeAttributes.integers("axes", List.of(0L)));
            }
            put(widened.build());
            joined.addInput(widened.getOutput(0));
        }
        put(joined.build());
    }

    private String number(String name, int type, long value) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(fresh(name)).setDataType(type);
        if (type == TensorProto.DataType.INT64_VALUE) {
            tensor.addInt64Data(value);
        } else {
            tensor.addInt32Data((int) value);
        }
        store(tensor.build());
        return tensor.getName();
    }

    private void store(TensorProto tensor) {
        graph.addInitializers(GraphProto.newBuilder().addInitializer(tensor).build(), Map.of());
        conditions.initializer(tensor);
    }

    private void put(NodeProto node) {
        inlining.add(node, opset, depth + 1);
    }

    private String fresh(String name) {
        return graph.names().fresh(place + "/" + name);
    }
}
