package org.dpmodel.models;

import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Conv2d;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.MaxPool2d;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.PadMode;
import org.dpmodel.nn.ReLU;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;

/** The network of TensorFlow Privacy's classification tutorial, for images {@code [1, 28, 28]}. */
public final class PrivacyTutorialCnn {
    private PrivacyTutorialCnn() {}

    /**
     * Two convolutions with overlapping pooling, then dense layers of 32 and one output per class.
     *
     * @param classes number of classes
     * @return the network
     */
    public static Network network(int classes) {
        return network(classes, new ReLU());
    }

    /**
     * The same with tanh, which trains better under clipping (Papernot et al. 2020, arXiv:2007.14191).
     *
     * @param classes number of classes
     * @return the network
     */
    public static Network tanhNetwork(int classes) {
        return network(classes, new Tanh());
    }

    private static Network network(int classes, Cell activation) {
        return Network.of(
                "tutorial_cnn",
                new SequentialCell(
                        new Conv2d(1, 16, 8)
                                .withStride(2)
                                .withPadMode(PadMode.SAME)
                                .withBias(),
                        activation,
                        new MaxPool2d(2, 1),
                        new Conv2d(16, 32, 4)
                                .withStride(2)
                                .withPadMode(PadMode.VALID)
                                .withBias(),
                        activation,
                        new MaxPool2d(2, 1),
                        new Flatten(),
                        new Dense(512, 32),
                        activation,
                        new Dense(32, classes)),
                1,
                28,
                28);
    }
}
