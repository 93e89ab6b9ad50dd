package org.dpmodel.models;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Conv2d;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.GlobalAvgPool;
import org.dpmodel.nn.GroupNorm;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.PadMode;
import org.dpmodel.nn.ReLU6;
import org.dpmodel.nn.ResidualCell;
import org.dpmodel.nn.SequentialCell;

/**
 * Inverted residuals of depthwise convolutions, as in MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381), with group
 * normalization and few layers. For images {@code [3, 32, 32]}.
 */
public final class MobileNet {
    private static final int EXPANSION = 4;
    private static final int GROUPS = 8;

    private MobileNet() {}

    /**
     * A convolution, six inverted residuals with 16, 24, 24, 32, 32 and 64 channels, and a dense layer on the mean over the
     * image.
     *
     * @param classes number of classes
     * @return the network
     */
    public static Network network(int classes) {
        List<Cell> cells = new ArrayList<>();
        cells.add(new Conv2d(3, 16, 3).withStride(2).withPadMode(PadMode.PAD).withPadding(1));
        cells.add(new GroupNorm(GROUPS, 16));
        cells.add(new ReLU6());
        cells.add(block(16, 16, 1));
        cells.add(block(16, 24, 2));
        cells.add(block(24, 24, 1));
        cells.add(block(24, 32, 2));
        cells.add(block(32, 32, 1));
        cells.add(block(32, 64, 1));
        cells.add(new GlobalAvgPool());
        cells.add(new Dense(64, classes));
        return Network.of("mobilenet", new SequentialCell(cells.toArray(Cell[]::new)), 3, 32, 32);
    }

    private static Cell block(int inputs, int outputs, int stride) {
        int wide = EXPANSION * inputs;
        Cell body = new SequentialCell(
                new Conv2d(inputs, wide, 1),
                new GroupNorm(GROUPS, wide),
                new ReLU6(),
                new Conv2d(wide, wide, 3)
                        .withGroup(wide)
                        .withStride(stride)
                        .withPadMode(PadMode.PAD)
                        .withPadding(1),
                new GroupNorm(GROUPS, wide),
                new ReLU6(),
                new Conv2d(wide, outputs, 1),
                new GroupNorm(GROUPS, outputs));
        return inputs == outputs && stride == 1 ? new ResidualCell(body) : body;
    }
}
