package org.dpmodel.cli.options;

import org.dpmodel.models.LeNet5;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.models.PrivacyTutorialCnn;
import org.dpmodel.models.ScatteringLinear;
import org.dpmodel.nn.Network;
import picocli.CommandLine.ITypeConverter;

/** The networks that the program trains; all classify ten digits. */
public enum Model {
    LENET5("lenet5", "LeNet-5 with tanh", 32),
    LENET5_RELU("lenet5-relu", "LeNet-5 with ReLU", 32),
    TUTORIAL_CNN("tutorial-cnn", "CNN of the TF Privacy tutorial", 28),
    MLP("mlp", "multilayer perceptron with 128 tanh units", 28),
    TUTORIAL_CNN_TANH("tutorial-cnn-tanh", "CNN of the TF Privacy tutorial, with tanh", 28),
    SCATTERING("scattering", "linear layer on scattering features", 28);

    /** The number of classes that each network distinguishes. */
    public static final int CLASSES = 10;

    private static final int MLP_UNITS = 128;

    private final String optionValue;
    private final String description;
    private final int imageSide;

    Model(String optionValue, String description, int imageSide) {
        this.optionValue = optionValue;
        this.description = description;
        this.imageSide = imageSide;
    }

    /**
     * The network.
     *
     * @return a new network whose parameters are not drawn yet
     */
    public Network network() {
        return switch (this) {
            case LENET5 -> LeNet5.network(CLASSES);
            case LENET5_RELU -> LeNet5.reluNetwork(CLASSES);
            case TUTORIAL_CNN -> PrivacyTutorialCnn.network(CLASSES);
            case MLP -> MultilayerPerceptron.network(new long[] {1, imageSide, imageSide}, MLP_UNITS, CLASSES);
            case TUTORIAL_CNN_TANH -> PrivacyTutorialCnn.tanhNetwork(CLASSES);
            case SCATTERING -> ScatteringLinear.network(imageSide, CLASSES);
        };
    }

    /**
     * A description, for people.
     *
     * @return a few words
     */
    public String description() {
        return description;
    }

    /**
     * Side of the square images that the network takes, or from which its features are computed.
     *
     * @return pixels
     */
    public int imageSide() {
        return imageSide;
    }

    @Override
    public String toString() {
        return optionValue;
    }

    /** Finds a value by its name on the command line. */
    public static final class Converter implements ITypeConverter<Model> {
        @Override
        public Model convert(String name) {
            return Names.find(name, Model.values());
        }
    }
}
