package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.operator.NetworkOperator;
import org.dpmodel.graph.operator.Operators;

/**
 * Finds the initializers of a graph that have to be trained. An omitted one would silently stay unchanged, so an
 * initializer that cannot be distinguished from a weight counts as one.
 */
final class TrainedInitializers {
    /** An initializer under another name, and whether its elements were moved before. */
    private record Origin(String initializer, boolean moved) {}

    /**
     * No gradient passes through these, so whatever examples feed into them is not a parameter. But a weight that is
     * rounded before it is used is one: it must be refused, or frozen by name, not overlooked.
     */
    private static final Set<String> ROUND = Set.of("Floor", "Sign");

    private final Graph graph;
    private final Buffers buffers;
    private final Set<String> stored;

    private final Set<String> live;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Set<String> found = new LinkedHashSet<>();
    private final Map<String, String> passedOver = new LinkedHashMap<>();

    private TrainedInitializers(Graph graph) {
        Operators.requireNetwork(graph);
        this.graph = graph;
        this.buffers = new Buffers(graph);
        this.stored = StoredValues.of(graph);
        this.live = withDerivative();
        graph.nodes().forEach(this::visit);
    }

    /** Names in order of first use. If there are only buffers, these are trained. */
    static Set<String> of(Graph graph) {
        TrainedInitializers all = new TrainedInitializers(graph);
        return all.found.isEmpty() ? all.passedOver.keySet() : all.found;
    }

    /** The initializers that are not trained because of {@link Buffers}, each with the reason. */
    static Map<String, String> buffers(Graph graph) {
        TrainedInitializers all = new TrainedInitializers(graph);
        Map<String, String> rest = new LinkedHashMap<>(all.passedOver);
        rest.keySet().removeAll(of(graph));
        return rest;
    }

    private Origin origin(String name) {
        return origins.getOrDefault(name, new Origin(name, false));
    }

    private boolean isStored(String name) {
        return graph.initializers().containsKey(origin(name).initializer());
    }

    private void visit(Node node) {
        if (Buffers.passesOn(node)
                || Buffers.cuts(node) && isStored(node.inputs().get(0))) {
            // An initializer whose elements are moved before it is used, such as a shared or transposed weight, counts
            // where it is used.
            Origin origin = origin(node.inputs().get(0));
            boolean moved = origin.moved() || !node.operator().equals("Identity");
            origins.put(node.outputs().get(0), new Origin(origin.initializer(), moved));
            return;
        }
        NetworkOperator operator = Operators.network(node.operator(), node.name());
        Set<Integer> settings = settings(node);
        boolean reachesOutput = node.outputs().stream().anyMatch(live::contains);
        for (int position = 0; position < node.inputs().size(); position++) {
            Origin origin = origin(node.inputs().get(position));
            Constant constant = graph.initializers().get(origin.initializer());
            if (constant != null
                    && constant.type().dataType() == DataType.FLOAT
                    && !settings.contains(position)
                    && ((operator.parameterInputs().contains(position) && !(isOfProgram(constant) && origin.moved()))
                            || (reachesOutput && !isOfProgram(constant)))) {
                Optional<String> reason = constant.isBuffer()
                        ? Optional.of("a buffer, as its exporter says")
                        : buffers.reason(node, position, origin.initializer());
                reason.ifPresentOrElse(
                        text -> passedOver.putIfAbsent(origin.initializer(), text),
                        () -> found.add(origin.initializer()));
            }
        }
    }

    /** A literal is a number of the program where weights are initializers; Paddle writes all its weights as literals. */
    private boolean isOfProgram(Constant constant) {
        return constant.isLiteral() && buffers.hasStoredWeights();
    }

    private Set<Integer> settings(Node node) {
        boolean roundsWeight =
                ROUND.contains(node.operator()) && stored.contains(node.inputs().get(0));
        return roundsWeight
                ? Set.of()
                : Operators.network(node.operator(), node.name()).settingInputs(node.attributes());
    }

    /** The values from which a differentiable path leads to an output, or one that rounds weights. */
    private Set<String> withDerivative() {
        Set<String> live = new HashSet<>();
        graph.outputs().stream().map(ValueInfo::name).forEach(live::add);
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(live::contains)) {
                Set<Integer> settings = settings(node);
                for (int position = 0; position < node.inputs().size(); position++) {
                    if (!settings.contains(position)) {
                        live.add(node.inputs().get(position));
                    }
                }
            }
        }
        return live;
    }
}
