package org.dpmodel.engine.testkit;

import org.dpmodel.nn.AvgPool2d;
import org.dpmodel.nn.Conv2d;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.MaxPool2d;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.PadMode;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;

/** Networks with the kinds of layers of LeNet-5, convolution, pooling and dense, at a hundredth of its cost. */
final class SmallNetworks {
    private SmallNetworks() {}

    /** For images [1, 8, 8], ten classes; 210 parameters. */
    static Network convolutional() {
        return Network.of(
                "small",
                new SequentialCell(
                        new Conv2d(1, 2, 3).withPadMode(PadMode.VALID),
                        new Tanh(),
                        new MaxPool2d(2, 2),
                        new Flatten(),
                        new Dense(18, 10)),
                1,
                8,
                8);
    }

    /** For digits [1, 32, 32], which are downsampled to [1, 8, 8]; ten classes; 2,306 parameters. */
    static Network digits() {
        return Network.of(
                "small_digits",
                new SequentialCell(
                        new AvgPool2d(4, 4),
                        new Conv2d(1, 4, 3).withPadMode(PadMode.VALID),
                        new Tanh(),
                        new MaxPool2d(2, 2),
                        new Flatten(),
                        new Dense(36, 48),
                        new Tanh(),
                        new Dense(48, 10)),
                1,
                32,
                32);
    }
}
