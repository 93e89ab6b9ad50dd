package org.dpmodel.cli.benchmark;

import java.util.List;
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
    LENET5("lenet5", 256),
    LENET5_RELU("lenet5-relu", 256),
    TUTORIAL_CNN("tutorial-cnn", 256),
    MLP("mlp", 256),
    RESNET("resnet", 64),
    MOBILENET("mobilenet", 64),
    TEXT_ENCODER("text-encoder", 32),
    LSTM("lstm", 32);

    /** All of them, on the command line. */
    static final String ALL = "all";

    private static final int CLASSES = 10;
    private static final int VOCABULARY = 8000;
    private static final int TOKENS = 64;
    private static final int STEPS_OF_LSTM = 32;

    private final String optionValue;
    private final int batchSize;

    BenchmarkedNetwork(String optionValue, int batchSize) {
        this.optionValue = optionValue;
        this.batchSize = batchSize;
    }

    /** The named networks, each once. */
    static List<BenchmarkedNetwork> named(List<String> names) {
        return names.stream()
                .flatMap(name ->
                        name.equalsIgnoreCase(ALL) ? Stream.of(values()) : Stream.of(Names.find(name, values())))
                .distinct()
                .toList();
    }

    /** A new network whose parameters are not drawn yet. */
    Network network() {
        return switch (this) {
            case LENET5, LENET5_RELU, TUTORIAL_CNN, MLP -> trained().network();
            case RESNET -> ResNet.network(1, CLASSES);
            case MOBILENET -> MobileNet.network(CLASSES);
            case TEXT_ENCODER -> TextEncoder.network(VOCABULARY, TOKENS, 128, 4, 2, 2);
            case LSTM -> LstmClassifier.network(VOCABULARY, STEPS_OF_LSTM, 64, 128, 2);
        };
    }

    /** A description, for people. */
    String description() {
        return switch (this) {
            case LENET5, LENET5_RELU, TUTORIAL_CNN, MLP -> trained().description();
            case RESNET -> "ResNet-8 with group normalization, 32 x 32 pixels";
            case MOBILENET -> "MobileNet-like, six inverted residuals, 32 x 32 pixels";
            case TEXT_ENCODER -> "text encoder, 2 layers of width 128 with 4 heads, 64 tokens of 8,000";
            case LSTM -> "LSTM classifier, 128 units, 32 tokens of 8,000";
        };
    }

    /** Default number of examples per step. */
    int batchSize() {
        return batchSize;
    }

    /** Made-up examples of the network's inputs. */
    Dataset dataset(int examples) {
        return switch (this) {
            case LENET5, LENET5_RELU, TUTORIAL_CNN, MLP ->
                SyntheticDigits.train(examples, 1, trained().imageSide());
            case RESNET, MOBILENET -> RandomExamples.images(examples, CLASSES, 3, 32, 32);
            case TEXT_ENCODER -> RandomExamples.texts(examples, 2, TOKENS, VOCABULARY);
            case LSTM -> RandomExamples.texts(examples, 2, STEPS_OF_LSTM, VOCABULARY);
        };
    }

    /** The program's own network of the same name. */
    private Model trained() {
        return Names.find(optionValue, Model.values());
    }

    @Override
    public String toString() {
        return optionValue;
    }
}
