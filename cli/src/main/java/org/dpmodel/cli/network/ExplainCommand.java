package org.dpmodel.cli.network;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Says what would be trained of a network, and how the gradients of its examples are kept apart. */
@Command(
        name = "explain",
        description =
                "Says what private training makes of a network: its parameters, their rules, and whether examples mix.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel explain model.onnx",
            "  ./dpmodel explain model.onnx --trainable 'classifier.*'",
            "  ./dpmodel explain model.onnx --input-shape x=3,64,64"
        })
public final class ExplainCommand implements Callable<Integer> {
    private static final double MEGABYTE = 1 << 20;

    @ParentCommand
    private ProgramContext program;

    @Mixin
    private NetworkFile file;

    @Override
    public Integer call() throws IOException {
        Network network = file.read();
        NetworkGraph graph = network.graph();
        // Proves first, so that nothing is praised that will be refused.
        Map<String, String> rules = StepCompiler.parameterRules(graph);
        PrintStream out = program.out();
        out.println(file.path().getFileName() + ": operator set " + network.opset() + ", "
                + graph.graph().nodes().size() + " nodes");
        graph.graph().inputs().forEach(input -> out.println("  input  " + described(input)));
        out.println("  output " + described(graph.output()));
        out.println();
        table(out, graph, rules);
        out.println();
        out.println("examples stay apart: proven for each node, at two sizes of the batch");
        network.notes().forEach(note -> out.println("note: " + note));
        untrained(graph, out);
        return 0;
    }

    private static String described(ValueInfo value) {
        return value.name() + " " + value.type();
    }

    private static void table(PrintStream out, NetworkGraph graph, Map<String, String> rules) {
        int width = Math.max(
                "parameter".length(),
                graph.parameters().stream().mapToInt(String::length).max().orElse(0));
        String row = "%-" + width + "s  %-20s  %12s  %s%n";
        out.printf(Locale.ROOT, row, "parameter", "shape", "numbers", "gradient of each example");
        long total = 0;
        for (String name : graph.parameters()) {
            Shape shape = graph.graph().initializers().get(name).type().shape();
            total += shape.size();
            out.printf(Locale.ROOT, row, name, shape, String.format(Locale.ROOT, "%,d", shape.size()), rules.get(name));
        }
        out.printf(
                Locale.ROOT,
                row,
                "total",
                "",
                String.format(Locale.ROOT, "%,d", total),
                String.format(Locale.ROOT, "%.1f MB of weights", total * Float.BYTES / MEGABYTE));
    }

    /** Buffers with their reason, and what was frozen, or has no way with a derivative to the output. */
    private static void untrained(NetworkGraph graph, PrintStream out) {
        Map<String, String> buffers = new LinkedHashMap<>(Networks.bufferReasons(graph.graph()));
        buffers.keySet().removeAll(graph.parameters());
        buffers.forEach((name, reason) -> out.println("buffer, not trained: " + name + ", " + reason));
        Set<String> rest = new LinkedHashSet<>();
        graph.graph().initializers().forEach((name, constant) -> {
            if (constant.type().dataType() == DataType.FLOAT
                    && !constant.isLiteral()
                    && !graph.parameters().contains(name)
                    && !buffers.containsKey(name)) {
                rest.add(name);
            }
        });
        if (!rest.isEmpty()) {
            out.println("not trained: " + String.join(", ", rest));
        }
    }
}
