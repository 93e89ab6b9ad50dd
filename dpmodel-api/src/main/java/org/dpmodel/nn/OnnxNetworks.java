package org.dpmodel.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.OpenedBatch;

/** Networks from ONNX models: which output is trained, and what the file's user should know. */
final class OnnxNetworks {
    private static final int EQUAL_SHOWN = 4;

    private OnnxNetworks() {}

    /**
     * The network in a model.
     *
     * @param fixed the graph as in a file with a fixed batch size
     */
    static Network network(OnnxModel model, List<String> readNotes, Optional<Graph> fixed) {
        List<String> notes = new ArrayList<>(readNotes);
        NetworkGraph network;
        try {
            network = ending(model.graph(), notes);
        } catch (GraphException e) {
            throw fixed.isPresent() ? OpenedBatch.refused(fixed.get(), e) : e;
        }
        fixed.ifPresent(file -> notes.add(OpenedBatch.check(network, file)));
        FiniteWeights.check(network);
        sharedNote(network).ifPresent(notes::add);
        equalNote(network).ifPresent(notes::add);
        normsNote(network).ifPresent(notes::add);
        Map<String, String> buffers = new LinkedHashMap<>(Networks.bufferReasons(network.graph()));
        buffers.keySet().removeAll(network.parameters());
        if (!buffers.isEmpty()) {
            notes.add("not trained, since they look like constants: " + String.join(", ", buffers.keySet())
                    + "; trainable(names) overrides that");
        }
        Set<String> compared = Networks.compared(network);
        compared.removeAll(buffers.keySet());
        if (!compared.isEmpty()) {
            notes.add("not trained, since the network only compares them, and no gradient passes through a comparison: "
                    + String.join(", ", compared)
                    + "; to train weights that are computed from them, store those instead");
        }
        List<String> dropouts = network.graph().nodes().stream()
                .filter(node -> node.operator().equals("Dropout"))
                .map(Node::name)
                .toList();
        if (!dropouts.isEmpty()) {
            notes.add("the dropouts " + String.join(", ", dropouts)
                    + " are inactive, as in the file: withDropout() activates them in training");
        }
        return new Network(network, model.opset(), Map.of(), EarlierTraining.of(model.metadata()), notes);
    }

    private static Optional<String> sharedNote(NetworkGraph network) {
        List<String> uses = network.ties().entrySet().stream()
                .map(tie -> tie.getKey() + " (" + tie.getValue() + ")")
                .toList();
        return uses.isEmpty()
                ? Optional.empty()
                : Optional.of("parameters are used in several places, and trained as one: " + String.join(", ", uses)
                        + ". Exporters write tensors that start equal only once; untie() gives each use its own");
    }

    private static Optional<String> equalNote(NetworkGraph network) {
        List<String> groups = network.equalParameters().entrySet().stream()
                .map(group -> group.getKey() + " = " + String.join(" = ", group.getValue()))
                .toList();
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        String more = groups.size() > EQUAL_SHOWN ? " and " + (groups.size() - EQUAL_SHOWN) + " more groups" : "";
        return Optional.of("parameters start with the same numbers, as they are or transposed, and are trained apart: "
                + String.join(", ", groups.subList(0, Math.min(EQUAL_SHOWN, groups.size()))) + more
                + ". If they are one weight that layers share, the exporter has written it"
                + " several times: PyTorch's older one leaves it whole with do_constant_folding=False");
    }

    private static Optional<String> normsNote(NetworkGraph network) {
        List<String> norms = network.foldedNorms().entrySet().stream()
                .map(norm -> norm.getKey() + " of " + norm.getValue())
                .toList();
        return norms.isEmpty()
                ? Optional.empty()
                : Optional.of("parameters hold the norms of others, and are trained apart from them: "
                        + String.join(", ", norms)
                        + ". If the network divides a weight by its norm, the exporter has computed the norm ahead of"
                        + " time, and training does not: PyTorch's older exporter leaves it in the network with"
                        + " do_constant_folding=False");
    }

    /** The network that ends in the first floating-point output. */
    private static NetworkGraph ending(Graph graph, List<String> notes) {
        if (graph.outputs().size() > 1) {
            String chosen = graph.outputs().stream()
                    .filter(output -> output.type().dataType() == DataType.FLOAT)
                    .findFirst()
                    .orElse(graph.outputs().get(0))
                    .name();
            notes.add("the network has the outputs "
                    + graph.outputs().stream().map(ValueInfo::name).toList() + ", of which " + chosen
                    + " is trained: choose another one by output(name)");
            return Networks.ending(graph, chosen);
        }
        Set<String> unreached = Networks.unreached(graph);
        if (!unreached.isEmpty()) {
            notes.add("not trained, since nothing leads from them to the output: " + String.join(", ", unreached));
        }
        return Networks.unbind(Networks.reached(graph));
    }

    /** A network that ends in another value; frozen parameters stay frozen. */
    static Network ending(Network network, String output) {
        NetworkGraph graph = network.graph();
        Set<String> frozen = new LinkedHashSet<>(
                Networks.ending(graph.graph(), graph.output().name()).parameters());
        frozen.removeAll(graph.parameters());
        NetworkGraph changed = Networks.ending(graph.graph(), output);
        Set<String> trained = new LinkedHashSet<>(changed.parameters());
        trained.removeAll(frozen);
        return new Network(
                new NetworkGraph(changed.graph(), trained),
                network.opset(),
                network.initializers(),
                network.earlier(),
                network.notes(),
                network.adapters(),
                network.dropout(),
                network.preprocessing());
    }

    /** The first input of the node with a name, or of the node with an output of that name. */
    static String firstInput(Graph graph, String node) {
        return graph.nodes().stream()
                .filter(found -> found.name().equals(node) || found.outputs().contains(node))
                .findFirst()
                .orElseThrow(() -> new GraphException("there is no node " + node + ": the outputs are "
                        + graph.outputs().stream().map(ValueInfo::name).toList()))
                .inputs()
                .get(0);
    }
}
