package org.dpmodel.engine.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.nn.AvgPool1d;
import org.dpmodel.nn.Branches;
import org.dpmodel.nn.CELU;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Conv1d;
import org.dpmodel.nn.Conv2d;
import org.dpmodel.nn.Conv2dTranspose;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.ELU;
import org.dpmodel.nn.Embedding;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.GELU;
import org.dpmodel.nn.GRU;
import org.dpmodel.nn.GlobalAvgPool;
import org.dpmodel.nn.GroupNorm;
import org.dpmodel.nn.HSigmoid;
import org.dpmodel.nn.HSwish;
import org.dpmodel.nn.InstanceNorm2d;
import org.dpmodel.nn.LSTM;
import org.dpmodel.nn.LayerNorm;
import org.dpmodel.nn.LeakyReLU;
import org.dpmodel.nn.LogSoftmax;
import org.dpmodel.nn.MaxPool1d;
import org.dpmodel.nn.MeanOverTime;
import org.dpmodel.nn.Mish;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.Normal;
import org.dpmodel.nn.PReLU;
import org.dpmodel.nn.PositionEmbedding;
import org.dpmodel.nn.RNN;
import org.dpmodel.nn.ReLU6;
import org.dpmodel.nn.ResidualCell;
import org.dpmodel.nn.SeLU;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.SiLU;
import org.dpmodel.nn.Softplus;
import org.dpmodel.nn.Softsign;
import org.dpmodel.nn.Tanh;
import org.dpmodel.nn.TransformerEncoderCell;
import org.dpmodel.nn.Uniform;

/**
 * Small classifiers that together contain all cells that are not in {@link ModelStep#models}: for numbers, and for ids of
 * words.
 */
public final class CellNetworks {
    private static final int CLASSES = 3;
    private static final int WORDS = 7;
    private static final int LENGTH = 4;

    private CellNetworks() {}

    /**
     * The networks.
     *
     * @return network by a description of its cells
     */
    public static Map<String, Network> all() {
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.put("convolutions over a sequence", sequence());
        networks.put("transposed convolutions and normalizations", images());
        networks.put("residual cells and branches", branches());
        networks.put("activations", activations());
        networks.put(
                "LSTM of words",
                words("lstm", new LSTM(3, 2).withBidirectional().withLastOnly(), 4));
        networks.put("GRU of words", words("gru", new GRU(3, 2).withNumLayers(2).withLastOnly(), 2));
        networks.put("RNN of words", words("rnn", new SequentialCell(new RNN(3, 2), new MeanOverTime()), 2));
        networks.put("encoder of words", encoder("encoder", new TransformerEncoderCell(4, 2)));
        networks.put(
                "encoder with normalization first",
                encoder(
                        "encoder_first",
                        new TransformerEncoderCell(4, 2).withNormFirst().withActivation(new GELU())));
        return networks;
    }

    private static Network sequence() {
        Cell cell = new SequentialCell(
                new Conv1d(2, 4, 3).withBias(),
                new SiLU(),
                new MaxPool1d(2, 2),
                new Conv1d(4, 4, 3).withGroup(2),
                new ELU(),
                new AvgPool1d(2, 1),
                new Flatten(),
                new Dense(12, CLASSES));
        return Network.of("sequence", cell, 2, 8);
    }

    private static Network images() {
        Cell cell = new SequentialCell(
                new Conv2dTranspose(2, 4, 3).withStride(2).withBias(),
                new GroupNorm(2, 4),
                new HSwish(),
                new Conv2dTranspose(4, 4, 2).withPadding(1, 0).withGroup(2),
                new InstanceNorm2d(4),
                new GELU(false),
                new Conv2d(4, 3, 1),
                new LeakyReLU(),
                new GlobalAvgPool(),
                new Dense(3, CLASSES));
        return Network.of("images", cell, 2, 3, 3);
    }

    private static Network branches() {
        Cell cell = new SequentialCell(
                new ResidualCell(new SequentialCell(new Conv2d(2, 3, 3), new Mish()), new Conv2d(2, 3, 1)),
                Branches.concat(1, new Conv2d(3, 2, 1), new Conv2d(3, 2, 3)),
                new PReLU(4),
                Branches.sum(new Conv2d(4, 2, 1), new Conv2d(4, 2, 3)),
                new Flatten(),
                new ResidualCell(new SequentialCell(new Dense(18, 18), new LayerNorm(18).withEpsilon(1e-5))),
                new Dense(18, CLASSES));
        return Network.of("branches", cell, 2, 3, 3);
    }

    private static Network activations() {
        Cell all = Branches.concat(
                1,
                new CELU(2),
                new SeLU(),
                new HSigmoid(),
                new Softplus(),
                new Softsign(),
                new ReLU6(),
                new GELU(),
                new LogSoftmax(),
                new PReLU());
        return Network.of(
                "activations", new SequentialCell(new Dense(3, 4), all, new Dense(36, CLASSES), new Tanh()), 3);
    }

    /** Small tables start with larger values than by default. */
    private static Network words(String name, Cell cell, int width) {
        Cell embedding = new Embedding(WORDS, 3).withTableInit(new Normal(1));
        return Network.ofIds(name, new SequentialCell(embedding, cell, new Dense(width, CLASSES)), LENGTH);
    }

    private static Network encoder(String name, TransformerEncoderCell layer) {
        Cell cell = new SequentialCell(
                new Embedding(WORDS, 4).withTableInit(new Normal(1)),
                new PositionEmbedding(new Uniform(1)),
                layer.withDimFeedforward(6),
                new MeanOverTime(),
                new Dense(4, CLASSES));
        return Network.ofIds(name, cell, LENGTH);
    }
}
