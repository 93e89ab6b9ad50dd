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
import org.dpmodel.nn.ReLU;
import org.dpmodel.nn.ResidualCell;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.validation.Require;

/**
 * The residual network for small images of He et al. (2016, arXiv:1512.03385, section 4.2), with group normalization (Wu and
 * He 2018, arXiv:1803.08494) in place of batch normalization, which mixes examples. For images {@code [3, 32, 32]}.
 */
public final class ResNet {
    private static final int GROUPS = 8;
    private static final int CHANNELS = 16;
    private static final int STAGES = 3;

    private ResNet() {}

    /**
     * A convolution, three stages of residual blocks with 16, 32 and 64 channels, and a dense layer on the mean over the image:
     * 6 blocks + 2 layers deep.
     *
     * @param blocks residual blocks in each stage, at least 1; 3 are ResNet-20
     * @param classes number of classes
     * @return the network
     */
    public static Network network(int blocks, int classes) {
        Require.atLeast("blocks", blocks, 1, "pass 3 for ResNet-20");
        List<Cell> cells = new ArrayList<>();
        cells.add(convolution(3, CHANNELS, 1));
        cells.add(new GroupNorm(GROUPS, CHANNELS));
        cells.add(new ReLU());
        int channels = CHANNELS;
        for (int stage = 0; stage < STAGES; stage++) {
            for (int block = 0; block < blocks; block++) {
                boolean halves = stage > 0 && block == 0;
                int inputs = channels;
                channels = halves ? 2 * inputs : inputs;
                cells.add(block(inputs, channels, halves ? 2 : 1));
                cells.add(new ReLU());
            }
        }
        cells.add(new GlobalAvgPool());
        cells.add(new Dense(channels, classes));
        return Network.of("resnet_" + (6 * blocks + 2), new SequentialCell(cells.toArray(Cell[]::new)), 3, 32, 32);
    }

    private static Cell block(int inputs, int outputs, int stride) {
        Cell body = new SequentialCell(
                convolution(inputs, outputs, stride),
                new GroupNorm(GROUPS, outputs),
                new ReLU(),
                convolution(outputs, outputs, 1),
                new GroupNorm(GROUPS, outputs));
        return inputs == outputs
                ? new ResidualCell(body)
                : new ResidualCell(
                        body,
                        new SequentialCell(
                                new Conv2d(inputs, outputs, 1).withStride(stride), new GroupNorm(GROUPS, outputs)));
    }

    private static Cell convolution(int inputs, int outputs, int stride) {
        return new Conv2d(inputs, outputs, 3)
                .withStride(stride)
                .withPadMode(PadMode.PAD)
                .withPadding(1);
    }
}
