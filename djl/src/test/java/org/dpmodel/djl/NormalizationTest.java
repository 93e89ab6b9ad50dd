package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.nn.Network;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Batch normalization replaced by group normalization, and what larger blocks become by that. */
@Tag("slow")
class NormalizationTest {
    private static final int CHANNELS = 6;
    private static final int SIDE = 4;

    private static List<String> operators(Network network) {
        return network.graph().graph().nodes().stream().map(Node::operator).toList();
    }

    /** Group normalization as Wu and He define it, in double. */
    private static double[] grouped(float[] example, int groups) {
        int size = example.length / groups;
        double[] y = new double[example.length];
        for (int start = 0; start < y.length; start += size) {
            double mean = 0;
            for (int i = start; i < start + size; i++) {
                mean += example[i] / size;
            }
            double variance = 0;
            for (int i = start; i < start + size; i++) {
                variance += (example[i] - mean) * (example[i] - mean) / size;
            }
            for (int i = start; i < start + size; i++) {
                y[i] = (example[i] - mean) / Math.sqrt(variance + 1e-5f);
            }
        }
        return y;
    }

    @Test
    void groupsAreNormalizedWithinEachExample() {
        Block block = new SequentialBlock().add(BatchNorm.builder().build()).add(Blocks.batchFlattenBlock());
        Dataset dataset = Examples.dataset(8, CHANNELS * SIDE * SIDE, CHANNELS, SIDE, SIDE);
        float[][] images = Examples.features(8, CHANNELS, SIDE, SIDE);
        for (int groups : new int[] {1, 2, 3, 6}) {
            Network network = DjlNetworks.tracer().groupNorm(groups).trace(block, new Shape(1, CHANNELS, SIDE, SIDE));
            assertTrue(operators(network).contains("LayerNormalization"));
            for (String engine : List.of("onnxruntime:cpu", "pytorch:cpu")) {
                try (DPModel model = Examples.builder(network).engine(engine).build()) {
                    float[][] found = model.predict(dataset);
                    for (int i = 0; i < images.length; i++) {
                        double[] expected = grouped(images[i], groups);
                        for (int k = 0; k < expected.length; k++) {
                            assertEquals(expected[k], found[i][k], 1e-4, "groups " + groups);
                        }
                    }
                }
            }
        }
    }

    @Test
    void scaleAndShiftAreTrainedAndStatisticsHaveNoPart() {
        Block block = TestBlocks.normalized();
        Network network = DjlNetworks.tracer().groupNorm(3).trace(block, TestBlocks.DIGIT);
        assertTrue(network.graph().parameters().containsAll(List.of("02BatchNorm_gamma", "02BatchNorm_beta")));
        assertFalse(network.graph().graph().initializers().containsKey("02BatchNorm_runningMean"));
        Dataset dataset = Examples.dataset(24, 10, 1, 28, 28);
        try (DPModel model = Examples.builder(network).build()) {
            float[] before = gamma(model);
            assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, before);
            model.train(1, dataset, List.of());
            assertFalse(Arrays.equals(before, gamma(model)));
        }
    }

    private static float[] gamma(DPModel model) {
        return model.network()
                .graph()
                .graph()
                .initializers()
                .get("02BatchNorm_gamma")
                .toFloats();
    }

    @Test
    void weightsOfGroupsAreNotWrittenIntoABlockOfBatches() {
        Block block = TestBlocks.normalized();
        Network network = DjlNetworks.tracer().groupNorm(2).trace(block, TestBlocks.DIGIT);
        try (Model target = Model.newInstance("batches", "PyTorch");
                DPModel model = Examples.builder(network).build()) {
            target.setBlock(block);
            String message = assertThrows(IllegalArgumentException.class, () -> DjlNetworks.writeBack(model, target))
                    .getMessage();
            assertTrue(message.contains("OnnxRuntime engine"), message);
            assertFalse(block.isInitialized());
        }
    }

    @Test
    void groupsThatDoNotDivideTheChannelsAreRefused() {
        String message = assertThrows(
                        GraphException.class,
                        () -> DjlNetworks.tracer().groupNorm(4).trace(TestBlocks.normalized(), TestBlocks.DIGIT))
                .getMessage();
        assertTrue(message.contains("groupNorm(4) must divide the 6 channels of 02BatchNorm_gamma"), message);
        assertThrows(IllegalArgumentException.class, () -> DjlNetworks.tracer().groupNorm(0));
    }

    @Test
    void aResidualNetworkOfTheModelZooTrains() {
        long side = TestBlocks.RESNET_SIDE;
        Network network = DjlNetworks.tracer()
                .groupNorm(8)
                .named("resnet")
                .trace(TestBlocks.resNet(), new Shape(1, 3, side, side));
        List<String> operators = operators(network);
        assertEquals(9, operators.stream().filter("Add"::equals).count());
        Dataset dataset = Examples.dataset(16, 10, 3, side, side);
        try (DPModel model = Examples.builder(network).build()) {
            model.train(1, dataset, List.of());
            assertEquals(2, model.steps());
        }
    }

    /** The encoder normalizes over the batch, so that it is refused unless that is frozen or replaced. */
    @Test
    void attentionTrainsOnceItsNormalizationIsFrozen() {
        Block transformer = new SequentialBlock()
                .add(new TransformerEncoderBlock(8, 2, 16, 0f, Activation::relu))
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(10).build());
        Shape shape = new Shape(1, 5, 8);
        assertThrows(GraphException.class, () -> DjlNetworks.tracer().trace(transformer, shape));
        Network network = DjlNetworks.tracer().frozen().trace(transformer, shape);
        assertTrue(operators(network).contains("Softmax"), operators(network).toString());
        try (DPModel model = Examples.builder(network).build()) {
            model.train(1, Examples.dataset(16, 10, 5, 8), List.of());
            assertEquals(2, model.steps());
        }
    }
}
