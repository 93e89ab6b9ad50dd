package org.dpmodel;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.network.LowRankAdapter;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.nn.Network;

/** How many of a network's weights are trained, where others are frozen: a statement is about the trained ones alone. Immutable. */
final class TrainedShare {
    private final Network network;
    private final Set<String> frozen;

    /** Which weights of a network are frozen. */
    TrainedShare(Network network) {
        this.network = network;
        NetworkGraph graph = network.graph();
        Set<String> rest = new LinkedHashSet<>(Networks.trainable(graph));
        rest.removeAll(graph.parameters());
        network.adapters().forEach(adapter -> rest.removeAll(adapter.constants()));
        network.adapters().forEach(adapter -> rest.add(adapter.weight()));
        this.frozen = rest;
    }

    /** Whether a weight that is not trained has a value that was given, instead of drawn at random here. */
    boolean hasGivenWeights() {
        return !network.initializers().keySet().containsAll(frozen);
    }

    /**
     * The note for statements.
     *
     * @return a sentence; empty if all weights are trained
     */
    Optional<String> note() {
        if (frozen.isEmpty()) {
            return Optional.empty();
        }
        Set<String> matrices = new LinkedHashSet<>();
        for (LowRankAdapter adapter : network.adapters()) {
            matrices.add(adapter.a());
            matrices.add(adapter.b());
        }
        matrices.retainAll(network.graph().parameters());
        return Optional.of(String.format(
                Locale.ROOT,
                "Of the network's weights %,d numbers were trained here%s; the other %,d stayed as they were.",
                network.parameterCount(),
                matrices.isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %,d of them in low-rank matrices, which saved models have added to the others",
                                numbers(matrices)),
                numbers(frozen)));
    }

    private long numbers(Set<String> names) {
        Map<String, Constant> values = network.graph().graph().initializers();
        return names.stream()
                .mapToLong(name -> values.get(name).type().shape().size())
                .sum();
    }
}
