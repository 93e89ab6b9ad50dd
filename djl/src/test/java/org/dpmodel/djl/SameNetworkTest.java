package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.translate.NoopTranslator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.GraphException;
import org.dpmodel.nn.Lora;
import org.dpmodel.nn.Network;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A traced network computes what DJL computes with PyTorch, before and after private training. */
@Tag("slow")
class SameNetworkTest {
    private static final float TOLERANCE = 1e-4f;
    private static final int COUNT = 24;

    @TempDir
    Path directory;

    /** A block, and the shape of its examples. */
    private record Case(String name, Supplier<Block> block, int classes, List<Long> shape) {
        long[] dims() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }

        @Override
        public String toString() {
            return name;
        }

        Shape batch(long size) {
            return new Shape(size).addAll(new Shape(dims()));
        }

        Dataset dataset() {
            return Examples.dataset(COUNT, classes, dims());
        }
    }

    static Stream<Case> cases() {
        List<Long> digit = List.of(1L, 28L, 28L);
        long side = TestBlocks.RESNET_SIDE;
        if (side < 28) {
            System.err.println(
                    "SKIPPED: a ResNet on images of 28 by 28, on those of 12 by 12 instead; -Ddpmodel.full=true takes the former");
        }
        return Stream.of(
                new Case("LeNet-5", TestBlocks::leNet, 10, digit),
                new Case("Mlp", () -> new Mlp(28 * 28, 10, new int[] {32}), 10, digit),
                new Case("residual", TestBlocks::residual, 10, digit),
                new Case("sequence", TestBlocks::sequence, 3, List.of(4L, 21L)),
                new Case("layer normalization", TestBlocks::layerNormalized, 3, List.of(5L, 8L)),
                new Case("ResNetV1, frozen", TestBlocks::resNet, 10, List.of(3L, side, side)),
                new Case("frozen batch normalization", TestBlocks::normalized, 10, digit));
    }

    private static Network frozen(Block block, Shape shape) {
        return DjlNetworks.tracer().frozen().trace(block, shape);
    }

    /** What DJL's own predictor says. */
    private static float[][] predictions(Model model, Case what) throws Exception {
        try (NDManager manager = model.getNDManager().newSubManager();
                Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
            float[][] features = Examples.features(COUNT, what.dims());
            NDArray input = manager.create(features).reshape(what.batch(COUNT));
            NDArray output = predictor.predict(new NDList(input)).singletonOrThrow();
            float[] flat = output.toFloatArray();
            int width = flat.length / COUNT;
            float[][] rows = new float[COUNT][];
            Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
            return rows;
        }
    }

    /** Logits up to 1 to 1e-4; larger ones, as of a residual network whose statistics are not its own, in proportion. */
    private static void assertSame(float[][] expected, float[][] found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            float largest = 1;
            for (float logit : expected[i]) {
                largest = Math.max(largest, Math.abs(logit));
            }
            assertArrayEquals(expected[i], found[i], TOLERANCE * largest, "example " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void weightsOfABlockThatPyTorchHasInitializedAreTaken(Case what) throws Exception {
        try (Model model = Model.newInstance("traced", "PyTorch")) {
            Block block = what.block().get();
            model.setBlock(block);
            block.initialize(model.getNDManager(), DataType.FLOAT32, what.batch(1));
            for (String engine : List.of("onnxruntime:cpu", "pytorch:cpu")) {
                try (DPModel ours = Examples.builder(frozen(block, what.batch(1)))
                        .engine(engine)
                        .build()) {
                    assertSame(predictions(model, what), ours.predict(what.dataset()));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void privatelyTrainedWeightsServeInDjl(Case what) throws Exception {
        try (Model model = Model.newInstance("traced", "PyTorch")) {
            Block block = what.block().get();
            model.setBlock(block);
            Network network = frozen(block, what.batch(1));
            try (DPModel ours = Examples.builder(network).build()) {
                float[][] untrained = ours.predict(what.dataset());
                ours.train(2, what.dataset(), List.of());
                float[][] expected = ours.predict(what.dataset());
                assertTrue(Math.abs(untrained[0][0] - expected[0][0]) > TOLERANCE, "training must move the weights");
                DjlNetworks.writeBack(ours, model);
                assertSame(expected, predictions(model, what));
                assertEquals(ours.privacyStatement().toText(), model.getProperty(Checkpoint.STATEMENT_TEXT));
                model.save(directory, "private");
                try (Model loaded = Model.newInstance("private", "PyTorch")) {
                    loaded.setBlock(what.block().get());
                    loaded.load(directory, "private");
                    assertSame(expected, predictions(loaded, what));
                    assertTrue(loaded.getProperty(Checkpoint.STATEMENT_TEXT).startsWith("Differentially private"));
                }
            }
        }
    }

    @Test
    void matricesOfLowRankAreMergedIntoTheBlock() throws Exception {
        Case rows = new Case("rows", () -> null, 3, List.of(5L, 4L));
        try (Model model = Model.newInstance("adapted", "PyTorch")) {
            Block block = new SequentialBlock().add(Blocks.batchFlattenBlock()).add(TestBlocks.linear(3));
            model.setBlock(block);
            block.initialize(model.getNDManager(), DataType.FLOAT32, rows.batch(1));
            Network network = frozen(block, rows.batch(1)).freeze("*").lora(Lora.ofRank(2), "*");
            try (DPModel ours = Examples.builder(network).build()) {
                float[][] untrained = ours.predict(rows.dataset());
                ours.train(2, rows.dataset(), List.of());
                float[][] expected = ours.predict(rows.dataset());
                assertTrue(Math.abs(untrained[0][0] - expected[0][0]) > TOLERANCE, "training must move the weights");
                DjlNetworks.writeBack(ours, model);
                assertSame(expected, predictions(model, rows));
            }
        }
    }

    /** Statistics as training on public data leaves them, on the usual axis and on the last. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void frozenStatisticsAreThoseOfTheBlock(int axis) throws Exception {
        Case rows = new Case("rows", () -> null, 3, List.of(5L, 4L));
        try (Model model = Model.newInstance("normalized", "PyTorch")) {
            Block block = new SequentialBlock()
                    .add(BatchNorm.builder().optAxis(axis).optEpsilon(0.01f).build())
                    .add(Blocks.batchFlattenBlock())
                    .add(TestBlocks.linear(3));
            model.setBlock(block);
            block.initialize(model.getNDManager(), DataType.FLOAT32, rows.batch(1));
            for (String name : List.of("gamma", "beta", "runningMean", "runningVar")) {
                NDArray array = block.getParameters().get("01BatchNorm_" + name).getArray();
                float[] values = new float[(int) array.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = 0.3f * (i + 1) + name.length();
                }
                array.set(values);
            }
            Network network = frozen(block, rows.batch(1));
            assertEquals(
                    List.of("01BatchNorm_gamma", "01BatchNorm_beta", "03Linear_weight", "03Linear_bias"),
                    List.copyOf(network.graph().parameters()));
            try (DPModel ours = Examples.builder(network).build()) {
                assertSame(predictions(model, rows), ours.predict(rows.dataset()));
            }
        }
    }

    @Test
    void weightsOfAnotherNetworkAreNotWritten() {
        try (Model model = Model.newInstance("other", "PyTorch")) {
            Block block = TestBlocks.leNet();
            block.initialize(model.getNDManager(), DataType.FLOAT32, TestBlocks.DIGIT);
            float[] before = block.getParameters().valueAt(0).getArray().toFloatArray();
            Network other =
                    DjlNetworks.tracer().trace(new SequentialBlock().add(TestBlocks.conv(6, 5, 2)), TestBlocks.DIGIT);
            String message = assertThrows(IllegalArgumentException.class, () -> DjlNetworks.writeBack(other, block))
                    .getMessage();
            assertTrue(message.contains("must compute the same as the network"), message);
            assertArrayEquals(
                    before, block.getParameters().valueAt(0).getArray().toFloatArray());
        }
    }

    @Test
    void anotherConstantIsAnotherNetwork() {
        Block three = new SequentialBlock().add(TestBlocks.linear(2)).addSingleton(x -> x.add(3));
        Block four = new SequentialBlock().add(TestBlocks.linear(2)).addSingleton(x -> x.add(4));
        Network network = DjlNetworks.trace(three, new Shape(1, 6));
        try (Model model = Model.newInstance("constants", "PyTorch")) {
            four.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 6));
            three.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 6));
            assertThrows(IllegalArgumentException.class, () -> DjlNetworks.writeBack(network, four));
            DjlNetworks.writeBack(network, three);
        }
    }

    @Test
    void aBlockWithoutMemoryNeedsAModel() {
        Block block = TestBlocks.leNet();
        Network network = DjlNetworks.trace(block, TestBlocks.DIGIT);
        String message = assertThrows(IllegalArgumentException.class, () -> DjlNetworks.writeBack(network, block))
                .getMessage();
        assertTrue(message.contains("must be initialized"), message);
    }

    @Test
    void frozenParametersOfTheBlockAreNotTrained() {
        Block block = TestBlocks.leNet();
        block.getParameters().get("01Conv2d_weight").freeze(true);
        Network network = DjlNetworks.trace(block, TestBlocks.DIGIT);
        assertTrue(!network.graph().parameters().contains("01Conv2d_weight"));
        assertEquals(61_706 - 150, network.parameterCount());
    }

    @Test
    void inputShapesWithoutBatchAreRefused() {
        String message = assertThrows(GraphException.class, () -> DjlNetworks.trace(TestBlocks.leNet(), new Shape(784)))
                .getMessage();
        assertTrue(message.contains("[batch, ...]"), message);
    }
}
