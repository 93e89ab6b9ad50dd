package org.dpmodel.cli.benchmark;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dpmodel.cli.options.Model;
import org.dpmodel.cli.options.Names;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.models.LstmClassifier;
import org.dpmodel.models.MobileNet;
import org.dpmodel.models.ResNet;
import org.dpmodel.models.TextEncoder;
import org.dpmodel.nn.Network;

/** The networks whose steps can be measured: those that the program trains, and others on random examples. */
enum BenchmarkedNetwork {
    LENET5(Model.LENET5),
    LENET5_RELU(Model.LENET5_RELU),
    TUTORIAL_CNN(Model.TUTORIAL_CNN),
    MLP(Model.MLP),
    RESNET(
            "resnet",
            "ResNet-8 with group normalization, 32 x 32 pixels",
            64,
            () -> ResNet.network(1, Constants.CLASSES),
            examples -> RandomExamples.images(examples, Constants.CLASSES, 3, 32, 32)),
    MOBILENET(
            "mobilenet",
            "MobileNet-like, six inverted residuals, 32 x 32 pixels",
            64,
            () -> MobileNet.network(Constants.CLASSES),
            examples -> RandomExamples.images(examples, Constants.CLASSES, 3, 32, 32)),
    TEXT_ENCODER(
            "text-encoder",
            "text encoder, 2 layers of width 128 with 4 heads, 64 tokens of 8,000",
            32,
            () -> TextEncoder.network(Constants.VOCABULARY, 64, 128, 4, 2, 2),
            examples -> RandomExamples.texts(examples, 2, 64, Constants.VOCABULARY)),
    LSTM(
            "lstm",
            "LSTM classifier, 128 units, 32 tokens of 8,000",
            32,
            () -> LstmClassifier.network(Constants.VOCABULARY, 32, 64, 128, 2),
            examples -> RandomExamples.texts(examples, 2, 32, Constants.VOCABULARY));

    /** All of them, on the command line. */
    static final String ALL = "all";

    /** Whoever wants another batch says so. */
    private static final int BATCH_OF_DIGITS = 256;

    private final String optionValue;
    private final String description;
    private final int batchSize;
    private final Supplier<Network> network;
    private final IntFunction<Dataset> dataset;

    BenchmarkedNetwork(Model model) {
        this(
                model.toString(),
                model.description(),
                BATCH_OF_DIGITS,
                model::network,
                examples -> SyntheticDigits.train(examples, 1, model.imageSide()));
    }

    BenchmarkedNetwork(
            String optionValue,
            String description,
            int batchSize,
            Supplier<Network> network,
            IntFunction<Dataset> dataset) {
        this.optionValue = optionValue;
        this.description = description;
        this.batchSize = batchSize;
        this.network = network;
        this.dataset = dataset;
    }

    /** Numbers that several networks share; an enum's own constants are not there yet when its values are made. */
    private static final class Constants {
        static final int CLASSES = 10;
        static final int VOCABULARY = 8000;

        private Constants() {}
    }

    /** The networks that are named, each once. */
    static List<BenchmarkedNetwork> named(List<String> names) {
        return names.stream()
                .flatMap(name ->
                        name.equalsIgnoreCase(ALL) ? Stream.of(values()) : Stream.of(Names.find(name, values())))
                .distinct()
                .toList();
    }

    /** A new network, with parameters not drawn yet. */
    Network network() {
        return network.get();
    }

    /** What it is, for people. */
    String description() {
        return description;
    }

    /** Examples in a step, unless told otherwise. */
    int batchSize() {
        return batchSize;
    }

    /** Made-up examples of the network's inputs. */
    Dataset dataset(int examples) {
        return dataset.apply(examples);
    }

    @Override
    public String toString() {
        return optionValue;
    }
}
