package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dpmodel.graph.GraphException;

/**
 * Replaces nodes by the bodies of a file's functions, {@code If} nodes whose condition is known by their branches, and
 * {@code Loop} nodes whose number of rounds is known by as many copies of their bodies. Bodies may contain further ones;
 * depth and total size are limited, so that a small file cannot become a huge graph.
 */
final class Inlining {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 100_000;
    private static final long MAX_BYTES = 1L << 28;
    private static final long MAX_TRIED = 10L * MAX_NODES;

    private final SourceGraph graph;
    private final Map<List<String>, FunctionProto> functions = new HashMap<>();
    private final Conditions conditions;
    private final RoundStore rounds;
    private int count;
    private long bytes;
    private long tried;

    private Inlining(ModelProto file, SourceGraph graph, TensorReader tensors) {
        this.graph = graph;
        this.conditions = new Conditions(tensors);
        this.rounds = new RoundStore(graph.names());
        for (FunctionProto function : file.getFunctionsList()) {
            functions.put(key(function.getDomain(), function.getName(), function.getOverload()), function);
        }
    }

    /** A file's graph in which only loops and {@code If} nodes that depend on values still have bodies. */
    static SourceGraph inline(ModelProto file, int opset, TensorReader tensors) {
        SourceGraph graph = new SourceGraph(file);
        Inlining inlining = new Inlining(file, graph, tensors);
        graph.initializers().values().forEach(inlining.conditions::initializer);
        inlining.addAll(file.getGraph().getNodeList(), opset, 0);
        return graph;
    }

    private static List<String> key(String domain, String name, String overload) {
        return List.of(OperatorSets.isDefault(domain) ? "" : domain, name, overload);
    }

    private void addAll(List<NodeProto> nodes, int opset, int depth) {
        nodes.stream().filter(ConstantNodes::isConstant).forEach(conditions::node);
        nodes.forEach(node -> add(node, opset, depth));
    }

    void add(NodeProto node, int opset, int depth) {
        FunctionProto function = functions.get(key(node.getDomain(), node.getOpType(), node.getOverload()));
        if (function != null) {
            inlineFunction(node, function, opset, depth);
            return;
        }
        Optional<GraphProto> branch = conditions.branch(node);
        if (branch.isPresent()) {
            inlineBranch(node, branch.get(), opset, depth);
            return;
        }
        Optional<LoopBody> loop = LoopBody.of(node);
        if (loop.isPresent()) {
            int size = loop.get().size();
            OptionalInt known = conditions.rounds(loop.get(), MAX_NODES / size, () -> tryRound(size, place(node)));
            if (known.isPresent() && (known.getAsInt() > 0 || loop.get().collectsNothing())) {
                new Unrolling(this, graph, conditions, loop.get(), opset, depth).run(known.getAsInt());
                return;
            }
        }
        conditions.node(node);
        graph.nodes().add(new SourceNode(node, opset));
    }

    private void inlineFunction(NodeProto call, FunctionProto function, int opset, int depth) {
        String what = "function " + function.getName();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < function.getInputCount(); i++) {
            values.put(function.getInput(i), i < call.getInputCount() ? call.getInput(i) : "");
        }
        for (String output : computed(function.getNodeList())) {
            if (values.containsKey(output)) {
                throw new GraphException(what + " computes its own input " + output + ": export the model again");
            }
        }
        Map<String, AttributeProto> attributes = new HashMap<>();
        function.getAttributeProtoList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        call.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        int version = OperatorSets.ofDefaultDomain(function.getOpsetImportList(), what)
                .orElse(opset);
        inline(call, function.getNodeList(), function.getOutputList(), values, attributes, version, depth);
    }

    private void inlineBranch(NodeProto choice, GraphProto branch, int opset, int depth) {
        Map<String, String> values = store(branch, place(choice));
        List<String> outputs =
                branch.getOutputList().stream().map(ValueInfoProto::getName).toList();
        inline(choice, branch.getNodeList(), outputs, values, Map.of(), opset, depth);
    }

    /**
     * Adds the initializers of a body to those of the graph.
     *
     * @param body the body
     * @param place of the node that has it
     * @return their names there, by those in the body
     */
    Map<String, String> store(GraphProto body, String place) {
        Map<String, String> stored = new HashMap<>();
        String visited = rounds.visit(place);
        GraphProto.Builder rest = body.toBuilder().clearInitializer();
        for (TensorProto tensor : body.getInitializerList()) {
            stored.put(tensor.getName(), rounds.name(visited, place, tensor.getName(), name -> {
                TensorProto named = tensor.toBuilder().setName(name).build();
                rest.addInitializer(named);
                conditions.initializer(named);
            }));
        }
        graph.addInitializers(rest.build(), Map.of());
        return stored;
    }

    /** Adds the nodes of a body, whose outputs get the names that the node gives them. */
    void inline(
            NodeProto node,
            List<NodeProto> body,
            List<String> outputs,
            Map<String, String> values,
            Map<String, AttributeProto> attributes,
            int opset,
            int depth) {
        String place = place(node);
        if (depth == MAX_DEPTH) {
            throw new GraphException("functions and branches are nested more than " + MAX_DEPTH + " deep at node "
                    + place + ": export the network with its functions inlined (onnx.inliner.inline_local_functions)");
        }
        if (outputs.size() < node.getOutputCount()) {
            throw new GraphException("node " + place + " (" + node.getOpType() + ") has " + node.getOutputCount()
                    + " outputs, but its body has " + outputs.size() + ": export the model again");
        }
        charge(body, place);
        List<NodeProto> rest = withoutStored(body, values, place);
        Set<String> computed = computed(rest);
        NodeProto.Builder copies = NodeProto.newBuilder();
        for (int i = 0; i < node.getOutputCount(); i++) {
            String output = outputs.get(i);
            if (!node.getOutput(i).isEmpty()) {
                if (computed.contains(output) && !values.containsKey(output)) {
                    values.put(output, node.getOutput(i));
                } else {
                    copies.addInput(output).addOutput(node.getOutput(i));
                }
            }
        }
        computed.stream()
                .filter(output -> !values.containsKey(output))
                .sorted()
                .forEach(output -> values.put(output, graph.names().fresh(place + "/" + output)));
        Renaming renaming = new Renaming(values, attributes, place);
        addAll(rest.stream().map(renaming::apply).toList(), opset, depth + 1);
        for (int i = 0; i < copies.getInputCount(); i++) {
            String source = values.getOrDefault(copies.getInput(i), copies.getInput(i));
            add(identity(place, source, copies.getOutput(i)), opset, depth + 1);
        }
    }

    /** A body without the constants that an earlier round of the same loop has stored, whose names are added to the values. */
    private List<NodeProto> withoutStored(List<NodeProto> body, Map<String, String> values, String place) {
        if (!rounds.isInRound()) {
            return body;
        }
        String visited = rounds.visit(place);
        List<NodeProto> rest = new ArrayList<>();
        for (NodeProto node : body) {
            if (ConstantNodes.isConstant(node)
                    && node.getOutputCount() == 1
                    && !values.containsKey(node.getOutput(0))) {
                String output = node.getOutput(0);
                values.put(output, rounds.name(visited, place, output, name -> rest.add(node)));
            } else {
                rest.add(node);
            }
        }
        return rest;
    }

    /** What bodies store in the rounds of loops. */
    RoundStore rounds() {
        return rounds;
    }

    static NodeProto identity(String place, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(place + "/Identity")
                .addInput(input)
                .addOutput(output)
                .build();
    }

    /** Rounds whose number turns out to be unknown leave no nodes, but take time. */
    private void tryRound(int size, String place) {
        tried += size;
        if (tried > MAX_TRIED) {
            throw new GraphException("loops have more than " + MAX_TRIED + " nodes in all of their rounds, up to node "
                    + place + ": export a network with fewer rounds");
        }
    }

    private void charge(List<NodeProto> body, String place) {
        charge(
                body.size(),
                body.stream().mapToLong(NodeProto::getSerializedSize).sum()
                        + (long) place.length() * computed(body).size(),
                place);
    }

    /** Counts what is added to the graph. */
    void charge(int nodes, long size, String place) {
        count = Math.addExact(count, nodes);
        bytes += size;
        if (count > MAX_NODES || bytes > MAX_BYTES) {
            throw new GraphException(
                    "the bodies of functions, branches and loops have more than " + MAX_NODES + " nodes or "
                            + (MAX_BYTES >> 20) + " MiB where they are used, up to node " + place
                            + ": export a smaller network, or one without functions and loops");
        }
    }

    static Set<String> computed(List<NodeProto> body) {
        Set<String> computed = new HashSet<>();
        body.forEach(node -> computed.addAll(node.getOutputList()));
        computed.remove("");
        return computed;
    }

    static String place(NodeProto node) {
        return node.getName().isEmpty() ? node.getOpType() : node.getName();
    }
}
