package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.translate.NoopTranslator;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.graph.DataType;
import org.dpmodel.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks over sequences and ids compute what DJL computes with PyTorch, before and after private training. */
class SequenceBlocksTest {
    private static final int COUNT = 24;
    private static final int LENGTH = 4;
    private static final int WORDS = 7;
    private static final float TOLERANCE = 1e-5f;

    /** A block for two classes, which reads numbers of a size at each position, or the ids of words. */
    private record Case(String name, Supplier<Block> block, int numbers) {
        @Override
        public String toString() {
            return name;
        }

        boolean ids() {
            return numbers == 0;
        }

        Shape batch(long examples) {
            return ids() ? new Shape(examples, LENGTH) : new Shape(examples, LENGTH, numbers);
        }

        float[][] rows() {
            Random random = new Random(3);
            float[][] rows = new float[COUNT][(int) batch(1).size()];
            for (float[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = ids() ? random.nextInt(WORDS) : (float) random.nextGaussian();
                }
            }
            return rows;
        }

        ArrayDataset dataset() {
            int[] labels = new int[COUNT];
            Arrays.setAll(labels, i -> i % 2);
            long[] shape = batch(1).slice(1).getShape();
            return ArrayDataset.classification("drawn", rows(), shape, labels, 2);
        }

        BlockTracer tracer() {
            return ids() ? DjlNetworks.tracer().ids() : DjlNetworks.tracer();
        }
    }

    private static Block classifier(Block... blocks) {
        SequentialBlock all = new SequentialBlock();
        for (Block block : blocks) {
            all.add(block);
        }
        return all.add(Blocks.batchFlattenBlock()).add(TestBlocks.linear(2));
    }

    /** DJL's PyTorch engine cannot run both directions with biases. */
    private static <T extends RecurrentBlock.BaseBuilder<T>> T layers(T builder, int layers, boolean bidirectional) {
        return builder.setStateSize(3)
                .setNumLayers(layers)
                .optBidirectional(bidirectional)
                .optHasBiases(!bidirectional)
                .optReturnState(false);
    }

    /** A slope has no axes, which DJL's usual initializer does not take. */
    private static Block sloped() {
        Block block = Activation.preluBlock();
        block.setInitializer(new ConstantInitializer(0.25f), parameter -> true);
        return block;
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("embedding", () -> classifier(TestBlocks.embedding(WORDS, 3)), 0),
                new Case(
                        "LSTM of words",
                        () -> classifier(
                                TestBlocks.embedding(WORDS, 3),
                                layers(LSTM.builder(), 1, false).build()),
                        0),
                new Case(
                        "LSTM",
                        () -> classifier(layers(LSTM.builder(), 1, false).build()),
                        2),
                new Case(
                        "LSTM, both directions",
                        () -> classifier(layers(LSTM.builder(), 2, true).build()),
                        2),
                new Case(
                        "LSTM of two layers",
                        () -> classifier(layers(LSTM.builder(), 2, false).build()),
                        2),
                new Case("GRU", () -> classifier(layers(GRU.builder(), 1, false).build()), 2),
                new Case(
                        "GRU, both directions",
                        () -> classifier(layers(GRU.builder(), 2, true).build()),
                        2),
                new Case(
                        "RNN",
                        () -> classifier(layers(RNN.builder().setActivation(RNN.Activation.TANH), 1, true)
                                .build()),
                        2),
                new Case(
                        "RNN with ReLU",
                        () -> classifier(layers(RNN.builder().setActivation(RNN.Activation.RELU), 2, false)
                                .build()),
                        2),
                new Case(
                        "activations with slopes",
                        () -> classifier(
                                TestBlocks.linear(3),
                                Activation.leakyReluBlock(0.1f),
                                TestBlocks.linear(3),
                                Activation.eluBlock(0.5f),
                                TestBlocks.linear(3),
                                Activation.seluBlock()),
                        2),
                new Case(
                        "attention",
                        () -> classifier(ScaledDotProductAttentionBlock.builder()
                                .setEmbeddingSize(4)
                                .setHeadCount(2)
                                .optAttentionProbsDropoutProb(0)
                                .build()),
                        4));
    }

    private static float[][] predictions(Model model, Case what) throws Exception {
        try (NDManager manager = model.getNDManager().newSubManager();
                Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
            NDArray numbers = manager.create(what.rows()).reshape(what.batch(COUNT));
            NDArray input = what.ids() ? numbers.toType(ai.djl.ndarray.types.DataType.INT64, false) : numbers;
            float[] flat =
                    predictor.predict(new NDList(input)).singletonOrThrow().toFloatArray();
            float[][] rows = new float[COUNT][];
            Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, 2 * i, 2 * i + 2));
            return rows;
        }
    }

    private static void assertSame(float[][] expected, float[][] found) {
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], found[i], TOLERANCE, "example " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aTracedBlockComputesWhatDjlDoesBeforeAndAfterTraining(Case what) throws Exception {
        try (Model model = Model.newInstance("traced", "PyTorch")) {
            Block block = what.block().get();
            model.setBlock(block);
            block.initialize(model.getNDManager(), ai.djl.ndarray.types.DataType.FLOAT32, what.batch(1));
            Network network = what.tracer().trace(block, what.batch(1));
            assertEquals(block.getParameters().size(), network.parameterNames().size());
            try (DPModel ours = Examples.builder(network).build()) {
                float[][] before = ours.predict(what.dataset());
                assertSame(predictions(model, what), before);
                ours.train(2, what.dataset(), List.of());
                float[][] trained = ours.predict(what.dataset());
                assertTrue(Math.abs(before[0][0] - trained[0][0]) > 10 * TOLERANCE, "training must move the weights");
                DjlNetworks.writeBack(ours, model);
                assertSame(trained, predictions(model, what));
            }
        }
    }

    /** DJL's PyTorch engine does not have it: what is traced is trained, and served as ONNX. */
    @Test
    void aTrainedSlopeIsTraced() {
        Network network = DjlNetworks.trace(classifier(TestBlocks.linear(3), sloped()), new Shape(1, 2));
        assertTrue(network.parameterNames().contains("02Prelu_alpha"), network.parameterNames()::toString);
        ArrayDataset examples = Examples.dataset(COUNT, 2, 2);
        try (DPModel ours = Examples.builder(network).build()) {
            float[] before = slope(ours);
            assertArrayEquals(new float[] {0.25f}, before);
            ours.train(3, examples, List.of());
            assertFalse(Arrays.equals(before, slope(ours)));
        }
    }

    private static float[] slope(DPModel model) {
        return model.network()
                .graph()
                .graph()
                .initializers()
                .get("02Prelu_alpha")
                .toFloats();
    }

    /** The biases of a direction move the states of that direction, and no others. */
    @Test
    void biasesOfBothDirectionsAreTheirOwn() {
        Case what = new Case(
                "both",
                () -> new SequentialBlock()
                        .add(LSTM.builder()
                                .setStateSize(3)
                                .setNumLayers(1)
                                .optBidirectional(true)
                                .optReturnState(false)
                                .build())
                        .add(Blocks.batchFlattenBlock()),
                2);
        try (Model model = Model.newInstance("both", "PyTorch")) {
            Block block = what.block().get();
            block.initialize(model.getNDManager(), ai.djl.ndarray.types.DataType.FLOAT32, what.batch(1));
            float[][] before = states(block, what);
            for (String name : List.of("r_0_i2h_BIAS", "r_0_h2h_BIAS")) {
                block.getParameters().get("01LSTM_" + name).getArray().set(new float[] {
                    1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3
                });
            }
            float[][] after = states(block, what);
            for (int i = 0; i < before[0].length; i++) {
                assertEquals(i % 6 < 3, before[0][i] == after[0][i], "state " + i);
            }
        }
    }

    private static float[][] states(Block block, Case what) {
        Network network = what.tracer().trace(block, what.batch(1));
        long[] shape = what.batch(1).slice(1).getShape();
        try (DPModel ours = Examples.builder(network).build()) {
            return ours.predict(ArrayDataset.classification("drawn", what.rows(), shape, new int[COUNT], 24));
        }
    }

    @Test
    void aBlockOfIdsHasAnInputOfWholeNumbers() {
        Network network =
                DjlNetworks.tracer().ids().trace(classifier(TestBlocks.embedding(WORDS, 3)), new Shape(1, LENGTH));
        assertEquals(
                DataType.INT64, network.graph().graph().inputs().get(0).type().dataType());
        assertFalse(network.dropout());
    }

    @Test
    void dropoutIsKeptOnRequest() throws Exception {
        Case what = new Case(
                "dropping",
                () -> classifier(
                        layers(LSTM.builder().optDropRate(0.5f), 2, false).build(),
                        Dropout.builder().optRate(0.25f).build()),
                2);
        try (Model model = Model.newInstance("dropping", "PyTorch")) {
            model.setBlock(what.block().get());
            Network network = DjlNetworks.tracer().withDropout().trace(model.getBlock(), what.batch(1));
            assertTrue(network.dropout());
            assertEquals(
                    2,
                    network.graph().graph().nodes().stream()
                            .filter(node -> node.operator().equals("Dropout"))
                            .count());
            try (DPModel ours = Examples.builder(network).build()) {
                ours.train(1, what.dataset(), List.of());
                DjlNetworks.writeBack(ours, model);
                // DJL predicts without dropout, as evaluation does here.
                assertSame(ours.predict(what.dataset()), predictions(model, what));
            }
        }
    }
}
