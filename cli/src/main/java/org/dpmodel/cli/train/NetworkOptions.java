package org.dpmodel.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.cli.options.DataOptions;
import org.dpmodel.cli.options.DigitImages;
import org.dpmodel.cli.options.ImageForm;
import org.dpmodel.cli.options.LossName;
import org.dpmodel.cli.options.Model;
import org.dpmodel.cli.options.NetworkChoices;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;
import org.dpmodel.tabular.TableSchema;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that select the network to train. */
final class NetworkOptions {
    /** The hidden units of the perceptron that is trained on a table. */
    private static final int HIDDEN = 16;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            converter = Model.Converter.class,
            description = "lenet5, lenet5-relu, tutorial-cnn, tutorial-cnn-tanh, mlp or scattering (default: lenet5)")
    private Model model;

    @Option(
            names = "--network",
            paramLabel = "MODEL",
            description = "train the network in this .onnx file, of digits, images or numbers (default: a --model)")
    private Path file;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            defaultValue = LossName.CROSS_ENTROPY,
            description = "cross-entropy (of logits) or squared-error (of one-hot digits) (default: ${DEFAULT-VALUE})")
    private String loss;

    @Option(
            names = "--other-people",
            description =
                    "nobody in the data was in an earlier training of the network's weights (default: somebody may)")
    private boolean otherPeople;

    @Mixin
    private NetworkChoices choices;

    /** Validates the options before any expensive work. */
    void check() {
        loss();
        if (file != null && model != null) {
            throw Usage.error(command, "--network and --model name two networks: leave one of them out");
        }
        Optional<String> choice =
                choices.given().or(() -> Optional.of("--other-people").filter(name -> otherPeople));
        if (file == null && choice.isPresent()) {
            throw Usage.error(command, choice.get() + " belongs to --network MODEL: add it, or leave it out");
        }
    }

    /** Whether it is declared that nobody in the data was in an earlier training of the weights. */
    boolean isOnOtherPeople() {
        return otherPeople;
    }

    /** Adds what is declared about the people in the data. */
    void applyTo(DPModelBuilder builder) {
        if (otherPeople) {
            builder.onOtherPeople();
        }
    }

    Loss loss() {
        return LossName.parse(command, loss);
    }

    /** The network to train on digits. */
    DigitsTask digits(DataOptions data, int examples) throws IOException {
        if (file == null) {
            Model chosen = model == null ? Model.LENET5 : model;
            Network fresh = chosen.network();
            TrainedNetwork trained = new TrainedNetwork(chosen.description(), fresh, List.of());
            return new DigitsTask(trained, DigitImages.of(fresh.graph(), chosen.toString()), loss(), data, examples);
        }
        TrainedNetwork trained = fromFile(loss.equals(LossName.CROSS_ENTROPY));
        DigitImages images = DigitImages.of(trained.network().graph(), "the network in " + file);
        return new DigitsTask(trained, images, loss(), data, examples);
    }

    /** The network to train on images. */
    ImagesTask images(Path folder, List<String> classes) throws IOException {
        if (file == null) {
            throw Usage.error(
                    command,
                    "images need --network MODEL, an .onnx file, since the networks of --model read digits: export one"
                            + " with an output for each of the classes " + classes);
        }
        TrainedNetwork trained = fromFile(loss.equals(LossName.CROSS_ENTROPY));
        ImageForm form = ImageForm.of(trained.network().graph(), "the network in " + file, classes);
        return new ImagesTask(trained, form, loss(), folder);
    }

    /** The network to train on a table. */
    TableTask table(Path csv, TableOptions options) throws IOException {
        if (model != null || command.commandLine().getParseResult().hasMatchedOption("--loss")) {
            throw Usage.error(
                    command,
                    "--model and --loss are for digits: for a table the loss follows from the schema, and the "
                            + "network is a perceptron or --network MODEL; leave them out");
        }
        TableSchema schema = options.schema();
        options.loss(schema);
        TrainedNetwork trained = file == null ? perceptron(schema) : behind(schema);
        List<String> notes = Stream.concat(trained.notes().stream(), options.notes(schema).stream())
                .toList();
        return new TableTask(new TrainedNetwork(trained.description(), trained.network(), notes), schema, options, csv);
    }

    private static TrainedNetwork perceptron(TableSchema schema) {
        Network network = schema.network(
                "table",
                new SequentialCell(new Dense(schema.width(), HIDDEN), new Tanh(), new Dense(HIDDEN, schema.outputs())));
        return new TrainedNetwork(
                "a perceptron of " + schema.width() + " numbers, " + HIDDEN + " hidden units and " + schema.outputs()
                        + (schema.outputs() == 1 ? " output" : " outputs"),
                network,
                List.of());
    }

    private TrainedNetwork behind(TableSchema schema) throws IOException {
        TrainedNetwork read = fromFile(!schema.classes().isEmpty());
        Optional<TableSchema> own = TableSchema.of(read.network());
        boolean raw = own.isEmpty() && read.network().preprocessing().isEmpty();
        if (!raw && own.filter(behind -> isSame(behind, schema)).isEmpty()) {
            throw new IOException(
                    file + " contains a network for a schema that differs from the given one: pass the schema it was "
                            + "trained with");
        }
        Network network = raw ? read.network().behind(schema.preprocessing()) : read.network();
        return new TrainedNetwork(read.description(), network, read.notes());
    }

    /**
     * Whether rows become the same numbers, and outputs have the same meaning. Whose rows they are does not matter
     * here.
     */
    private static boolean isSame(TableSchema one, TableSchema other) {
        return one.columns().equals(other.columns())
                && one.target().equals(other.target())
                && one.missingTexts().equals(other.missingTexts());
    }

    /** The network in the file; without a final softmax if the loss takes logits. */
    private TrainedNetwork fromFile(boolean logits) throws IOException {
        Network network = choices.read(file);
        List<String> notes =
                network.notes().stream().map(NetworkChoices::inOptions).toList();
        Optional<Node> softmax = logits ? softmaxAtTheEnd(network) : Optional.empty();
        if (softmax.isPresent()) {
            network = network.before(softmax.get().name());
            notes = concat(
                    notes,
                    "node " + softmax.get().name()
                            + " (Softmax) at the end is removed, since the loss applies it: the saved network "
                            + "outputs logits, with the same largest class");
        }
        return new TrainedNetwork("the network in " + file.getFileName(), network, notes);
    }

    private static Optional<Node> softmaxAtTheEnd(Network network) {
        NetworkGraph graph = network.graph();
        Optional<Node> last = graph.producer(graph.output().name());
        while (last.isPresent() && last.get().operator().equals("Identity")) {
            last = graph.producer(last.get().inputs().get(0));
        }
        return last.filter(node -> node.operator().equals("Softmax"));
    }

    private static List<String> concat(List<String> notes, String last) {
        return Stream.concat(notes.stream(), Stream.of(last)).toList();
    }
}
