package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
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
    private final LoopBody loop;
    private final int opset;
    private final int depth;
    private final String place;
    private final Map<String, String> shared = new HashMap<>();
    private final List<String> carried = new ArrayList<>();
    private final List<List<String>> collected = new ArrayList<>();

    Unrolling(Inlining inlining, SourceGraph graph, Conditions conditions, LoopBody loop, int opset, int depth) {
        this.inlining = inlining;
        this.graph = graph;
        this.conditions = conditions;
        this.loop = loop;
        this.opset = opset;
        this.depth = depth;
        this.place = Inlining.place(loop.node());
    }

    /** Writes the rounds and what the loop computes with them; there is at least one. */
    void run(int rounds) {
        for (TensorProto tensor : loop.body().getInitializerList()) {
            shared.put(tensor.getName(), fresh(tensor.getName()));
        }
        graph.addInitializers(loop.body(), shared);
        for (int i = 0; i < loop.carried(); i++) {
            carried.add(loop.initial(i));
        }
        for (int i = loop.carried(); i < loop.results().size(); i++) {
            collected.add(new ArrayList<>());
        }
        String yes = number("condition", TensorProto.DataType.BOOL_VALUE, 1);
        for (int round = 0; round < rounds; round++) {
            round(round, yes);
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

    private void round(int round, String yes) {
        GraphProto body = loop.body();
        Map<String, String> values = new HashMap<>(shared);
        values.put(body.getInput(0).getName(), number("round", TensorProto.DataType.INT64_VALUE, round));
        values.put(body.getInput(1).getName(), yes);
        for (int i = 0; i < carried.size(); i++) {
            values.put(loop.carriedInto(i), carried.get(i));
        }
        Set<String> computed = Inlining.computed(body.getNodeList());
        List<String> results = loop.results();
        List<String> names = results.stream()
                // What a round only passes on, such as a weight, stays what it is.
                .map(name -> computed.contains(name) ? fresh(name) : values.getOrDefault(name, name))
                .toList();
        NodeProto.Builder copy = NodeProto.newBuilder().setOpType("Loop").setName(place + "/round_" + round);
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
