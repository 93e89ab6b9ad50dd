package org.dpmodel.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.network.AdaptedNetwork;
import org.dpmodel.graph.network.LowRankAdapter;
import org.dpmodel.graph.network.NetworkGraph;

/** Adds low-rank matrices to the weights of networks, and merges them again. */
final class LowRankNetworks {
    private LowRankNetworks() {}

    /** See {@link Network#lora}. */
    static Network adapted(Network network, Lora lora, String... weights) {
        if (weights.length == 0) {
            throw new GraphException(
                    "low-rank matrices need the names of weights, found none: pass \"*\" for all weights that can "
                            + "have them");
        }
        Set<String> taken = new LinkedHashSet<>();
        network.adapters().forEach(adapter -> taken.addAll(List.of(adapter.a(), adapter.b())));
        AdaptedNetwork adapted =
                AdaptedNetwork.of(network.graph(), Set.copyOf(List.of(weights)), taken, lora.rank(), lora.scale());
        Map<String, Initializer> start = new LinkedHashMap<>(network.initializers());
        for (LowRankAdapter adapter : adapted.adapters()) {
            start.put(adapter.a(), new Uniform(1 / Math.sqrt((double) adapter.inputs())));
            start.put(adapter.b(), new Zero());
        }
        List<LowRankAdapter> all = new ArrayList<>(network.adapters());
        all.addAll(adapted.adapters());
        return with(network, adapted.network(), start, all);
    }

    /** See {@link Network#merged}. */
    static Network merged(Network network) {
        NetworkGraph merged = AdaptedNetwork.merged(network.graph(), network.adapters());
        Map<String, Initializer> rest = new LinkedHashMap<>(network.initializers());
        rest.keySet().retainAll(merged.graph().initializers().keySet());
        return with(network, merged, rest, List.of());
    }

    /** Refuses to untie weights with low-rank matrices. */
    static void requireNone(List<LowRankAdapter> adapters) {
        if (!adapters.isEmpty()) {
            throw new GraphException("weights with low-rank matrices cannot be untied, found matrices added to "
                    + adapters.stream().map(LowRankAdapter::weight).toList()
                    + ": call untie() before lora(...)");
        }
    }

    private static Network with(
            Network network, NetworkGraph graph, Map<String, Initializer> start, List<LowRankAdapter> adapters) {
        return new Network(
                graph,
                network.opset(),
                start,
                network.earlier(),
                network.notes(),
                adapters,
                network.dropout(),
                network.preprocessing());
    }
}
