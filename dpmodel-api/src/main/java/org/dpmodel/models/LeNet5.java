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

/**
 * LeNet-5 as in MindSpore's tutorials (LeCun et al. 1998): two 5 x 5 convolutions without bias, each followed by an
 * activation and 2 x 2 maximum pooling, then dense layers of 120, 84 and one output per class. Input {@code [1, 32, 32]};
 * 61,684 parameters for ten classes.
 */
public final class LeNet5 {
    private LeNet5() {}

    /**
     * LeNet-5 with the bounded activation that trains better under clipping, tanh (Papernot et al. 2020,
     * arXiv:2007.14191).
     *
     * @param classes number of classes
     * @return the network
     */
    public static Network network(int classes) {
        return network(classes, new Tanh());
    }

    /**
     * LeNet-5 with ReLU, as in MindSpore.
     *
     * @param classes number of classes
     * @return the network
     */
    public static Network reluNetwork(int classes) {
        return network(classes, new ReLU());
    }

    private static Network network(int classes, Cell activation) {
        Cell cell = new SequentialCell(
                new Conv2d(1, 6, 5).withPadMode(PadMode.VALID),
                activation,
                new MaxPool2d(2, 2),
                new Conv2d(6, 16, 5).withPadMode(PadMode.VALID),
                activation,
                new MaxPool2d(2, 2),
                new Flatten(),
                new Dense(400, 120),
                activation,
                new Dense(120, 84),
                activation,
                new Dense(84, classes));
        return Network.of("lenet", cell, 1, 32, 32);
    }
}
