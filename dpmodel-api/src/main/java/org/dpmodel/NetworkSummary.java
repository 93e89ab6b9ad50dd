package org.dpmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.nn.Network;

/** A network in words: inputs, output, and a line for each parameter. */
final class NetworkSummary {
    private final Network network;

    NetworkSummary(Network network) {
        this.network = network;
    }

    @Override
    public String toString() {
        NetworkGraph graph = network.graph();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %,d trained parameters in %d tensors",
                network.name(),
                network.parameterCount(),
                graph.parameters().size()));
        for (ValueInfo input : graph.graph().inputs()) {
            lines.add("  input      " + input.name() + "  " + input.type());
        }
        lines.add(
                "  output     " + graph.output().name() + "  " + graph.output().type());
        Map<String, Constant> initializers = graph.graph().initializers();
        graph.parameters()
                .forEach(name -> lines.add("  parameter  " + name + "  "
                        + initializers.get(name).type().shape()));
        long frozen = initializers.entrySet().stream()
                .filter(entry -> entry.getValue().type().dataType() == DataType.FLOAT
                        && !graph.parameters().contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().type().shape().size())
                .sum();
        if (frozen > 0) {
            lines.add(String.format(Locale.ROOT, "  not trained: %,d numbers", frozen));
        }
        return String.join("\n", lines);
    }
}
