package org.dpmodel.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.cli.options.DigitImages;
import org.dpmodel.cli.options.LossName;
import org.dpmodel.cli.options.Model;
import org.dpmodel.cli.options.NetworkChoices;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.nn.Network;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say which network is trained. */
final class NetworkOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            converter = Model.Converter.class,
            description = "lenet5, lenet5-relu, tutorial-cnn or mlp (default: lenet5)")
    private Model model;

    @Option(
            names = "--network",
            paramLabel = "MODEL",
            description = "train the network in this .onnx file, which takes digits (default: a --model)")
    private Path file;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            defaultValue = LossName.CROSS_ENTROPY,
            description = "cross-entropy (of logits) or squared-error (of one-hot digits) (default: ${DEFAULT-VALUE})")
    private String loss;

    @Mixin
    private NetworkChoices choices;

    /** Finds what is wrong before anything takes time. */
    void check() {
        loss();
        if (file != null && model != null) {
            throw Usage.error(command, "--network and --model name two networks: leave one of them out");
        }
        Optional<String> choice = choices.given();
        if (file == null && choice.isPresent()) {
            throw Usage.error(command, choice.get() + " belongs to --network MODEL: add it, or leave it out");
        }
    }

    Loss loss() {
        return LossName.parse(command, loss);
    }

    /** The network with what is to be said of it. */
    TrainedNetwork read() throws IOException {
        if (file == null) {
            Model chosen = model == null ? Model.LENET5 : model;
            Network fresh = chosen.network();
            return new TrainedNetwork(
                    chosen.description(), fresh, DigitImages.of(fresh.graph(), chosen.toString()), List.of());
        }
        Network network = choices.read(file);
        List<String> notes = network.notes();
        Optional<Node> softmax = softmaxAtTheEnd(network);
        if (softmax.isPresent()) {
            network = network.before(softmax.get().name());
            notes = concat(
                    notes,
                    "node " + softmax.get().name()
                            + " (Softmax) at the end is taken off, since the loss applies it: the"
                            + " saved network gives logits, whose largest is the same");
        }
        return new TrainedNetwork(
                "the network in " + file.getFileName(),
                network,
                DigitImages.of(network.graph(), "the network in " + file),
                notes);
    }

    private Optional<Node> softmaxAtTheEnd(Network network) {
        NetworkGraph graph = network.graph();
        Optional<Node> last = graph.producer(graph.output().name());
        while (last.isPresent() && last.get().operator().equals("Identity")) {
            last = graph.producer(last.get().inputs().get(0));
        }
        return last.filter(node -> node.operator().equals("Softmax") && loss.equals(LossName.CROSS_ENTROPY));
    }

    private static List<String> concat(List<String> notes, String last) {
        return Stream.concat(notes.stream(), Stream.of(last)).toList();
    }
}
