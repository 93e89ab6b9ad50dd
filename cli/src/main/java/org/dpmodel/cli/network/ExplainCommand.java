package org.dpmodel.cli.network;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.dpmodel.DPModel;
import org.dpmodel.NonFiniteGradientsException;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.NetworkChoices;
import org.dpmodel.cli.options.OutputFile;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.nn.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Reports what would be trained in a network, and how its per-example gradients are computed. */
@Command(
        name = "explain",
        description =
                "Shows how private training handles a network: its parameters, their rules, and whether examples mix.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel explain model.onnx",
            "  ./dpmodel explain model.onnx --trainable 'classifier.*'",
            "  ./dpmodel explain model.onnx --input-shape x=3,64,64",
            "  ./dpmodel explain model.onnx --fix group-norm -o fixed.onnx"
        })
public final class ExplainCommand implements Callable<Integer> {
    private static final Logger MODEL_LOG = Logger.getLogger(DPModel.class.getName());
    private static final double KILOBYTE = 1 << 10;
    private static final double MEGABYTE = 1 << 20;

    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Mixin
    private NetworkFile file;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "256",
            description = "expected examples in the trial steps (default: ${DEFAULT-VALUE})")
    private int batchSize;

    @Option(
            names = "--no-steps",
            description = "run no trial steps, and report no time and memory (default: run some on made-up examples)")
    private boolean withoutSteps;

    @Option(
            names = "--fix",
            paramLabel = "KIND",
            converter = FixKind.Converter.class,
            description =
                    "replace batch normalization in training mode by group-norm, or frozen (the file's statistics); or "
                            + "epsilon: an epsilon of 0 or below by 1e-5; writes -o (default: replace nothing)")
    private FixKind fix;

    @Option(
            names = {"-o", "--to"},
            paramLabel = "FILE",
            description = "the file to write with --fix, replaced if it exists")
    private Path target;

    @Override
    public Integer call() throws IOException {
        if ((fix == null) != (target == null)) {
            throw Usage.error(command, "--fix and -o FILE, the file to write, belong together: pass both or neither");
        }
        if (batchSize < 1) {
            throw Usage.error(command, "--batch-size must be at least 1, found " + batchSize);
        }
        if (target != null) {
            OutputFile.check(command, target, file.path());
        }
        explain(fix == null ? file.read() : fixed());
        return 0;
    }

    private Network fixed() throws IOException {
        NetworkFile.Fixed fixed = file.fix(fix.kind());
        if (fixed.fix().replaced().isEmpty()) {
            throw new GraphException(
                    file.path() + " has no " + fix.fault() + ": there is nothing to fix; explain it without --fix");
        }
        Network network = file.read(fixed.model());
        StepCompiler.parameterRules(network.graph());
        OutputFile.write(target, OnnxFormat.write(fixed.model()));
        program.out()
                .println("replaced by " + fix + ": "
                        + String.join(", ", fixed.fix().replaced()));
        if (!fixed.fix().untrained().isEmpty()) {
            program.out()
                    .println("note: frozen at mean 0 and variance 1, as before any training: "
                            + String.join(", ", fixed.fix().untrained()) + "; group-norm trains from there");
        }
        program.out().println("wrote " + target);
        return network;
    }

    private void explain(Network network) {
        NetworkGraph graph = network.graph();
        // Proves first, so that nothing is reported as trainable that is then refused.
        Map<String, String> rules = StepCompiler.parameterRules(graph);
        PrintStream out = program.out();
        out.println(file.path().getFileName() + ": operator set " + network.opset() + ", "
                + graph.graph().nodes().size() + " nodes");
        graph.graph().inputs().forEach(input -> out.println("  input  " + described(input)));
        out.println("  output " + described(graph.output()));
        out.println();
        table(out, graph, rules);
        out.println();
        out.println("examples stay apart: proven for each node, at several sizes of the batch");
        network.notes().forEach(note -> out.println("note: " + NetworkChoices.inOptions(note)));
        untrained(graph, out);
        if (!withoutSteps) {
            steps(network, out);
        }
    }

    /** The measured cost of a step on this machine, since processors differ more than graphs can show. */
    private void steps(Network network, PrintStream out) {
        EngineDevice device = engine.find();
        // A model logs the notes of its network, which have just been printed.
        MODEL_LOG.setLevel(Level.WARNING);
        try {
            StepTrial trial = StepTrial.of(network, batchSize, device, engine.execution());
            out.printf(
                    Locale.ROOT,
                    "step: %.1f ms for %,d examples, measured on made-up ones, %s%n",
                    trial.milliseconds(),
                    batchSize,
                    device);
            out.printf(
                    Locale.ROOT,
                    "memory: %.0f MB at the peak, estimated; measured in these steps: %.0f MB%n"
                            + "  %.0f MB of the process without steps, %.0f MB for compiling and running,%n"
                            + "  %.0f MB of step graphs by what is alive in them (%d at a time, of up to %d examples)%n",
                    trial.expectedBytes() / MEGABYTE,
                    trial.peakBytes() / MEGABYTE,
                    trial.idleBytes() / MEGABYTE,
                    (trial.expectedBytes() - trial.idleBytes() - trial.memory().bytes()) / MEGABYTE,
                    trial.memory().bytes() / MEGABYTE,
                    trial.memory().workers(),
                    trial.memory().largest());
        } catch (EngineException | IllegalArgumentException | NonFiniteGradientsException e) {
            out.println("step: not measured, since steps fail on made-up examples: " + e.getMessage());
        }
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
                Locale.ROOT, row, "total", "", String.format(Locale.ROOT, "%,d", total), weights(total * Float.BYTES));
    }

    private static String weights(long bytes) {
        return bytes < MEGABYTE
                ? String.format(Locale.ROOT, "%.1f kB of weights", bytes / KILOBYTE)
                : String.format(Locale.ROOT, "%.1f MB of weights", bytes / MEGABYTE);
    }

    /** Buffers with the reason, and what was frozen or has no differentiable path to the output. */
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
