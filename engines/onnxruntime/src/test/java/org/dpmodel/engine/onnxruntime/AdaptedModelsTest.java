package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.nn.Conv2d;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.Lora;
import org.dpmodel.nn.MaxPool2d;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that was trained with low-rank matrices beside its weights is saved as the file that it came from. */
class AdaptedModelsTest {
    private static final int SIZE = 40;
    private static final int PIXELS = 8;

    @TempDir
    Path directory;

    private final float[][] images = new float[SIZE][PIXELS * PIXELS];
    private final int[] labels = new int[SIZE];

    /** A file of weights, as an exporter would have written it. */
    private Path given() throws Exception {
        Network drawn = Network.of(
                "small",
                new SequentialCell(
                        new Conv2d(1, 3, 3).withBias(),
                        new Tanh(),
                        new MaxPool2d(2, 2),
                        new Flatten(),
                        new Dense(48, 6),
                        new Tanh(),
                        new Dense(6, 3)),
                1,
                PIXELS,
                PIXELS);
        Path file = directory.resolve("given.onnx");
        Files.write(
                file,
                OnnxFormat.write(
                        new OnnxModel(drawn.initialized(RandomStreams.seeded(2)).graph(), drawn.opset())));
        return file;
    }

    private ArrayDataset dataset() {
        Random random = new Random(3);
        for (int i = 0; i < SIZE; i++) {
            labels[i] = i % 3;
            for (int j = 0; j < images[i].length; j++) {
                images[i][j] = (float) random.nextGaussian() + labels[i];
            }
        }
        return ArrayDataset.classification("noise", images, new long[] {1, PIXELS, PIXELS}, labels, 3);
    }

    @Test
    void plainOnnxRuntimeServesTheMergedFileAsTheModelPredicts() throws Exception {
        Path file = directory.resolve("trained.onnx");
        ArrayDataset dataset = dataset();
        Network network = Network.fromOnnx(given())
                .freeze("*")
                .lora(Lora.ofRank(2).alpha(4), "conv*")
                .lora(Lora.ofRank(3), "dense*");
        float[][] before;
        float[][] expected;
        try (DPModel model = DPModel.builder(network, Losses.softmaxCrossEntropy())
                .engine("onnxruntime:cpu")
                .optimizer(Optimizers.momentum(0.2, 0.9))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(0.5))
                .sampling(new PoissonSampling(8))
                .seed(1)
                .build()) {
            before = model.predict(dataset);
            model.train(5, dataset, List.of());
            expected = model.predict(dataset);
            model.save(file);
        }
        assertTrue(Math.abs(before[0][0] - expected[0][0]) > 0.01, "training has an effect");
        float[][] served = served(file);
        for (int i = 0; i < SIZE; i++) {
            assertArrayEquals(expected[i], served[i], 1e-5f);
        }
        assertMovedOnly(Set.of("conv1.weight", "dense1.weight", "dense2.weight"), file);
    }

    private void assertMovedOnly(Set<String> wanted, Path file) throws Exception {
        OnnxModel original = OnnxFormat.read(directory.resolve("given.onnx"));
        OnnxModel trained = OnnxFormat.read(file);
        assertEquals(original.graph().nodes(), trained.graph().nodes());
        Map<String, Constant> weights = trained.graph().initializers();
        assertEquals(original.graph().initializers().keySet(), weights.keySet());
        Set<String> moved = new LinkedHashSet<>();
        original.graph().initializers().forEach((name, constant) -> {
            if (!constant.equals(weights.get(name))) {
                moved.add(name);
            }
        });
        assertEquals(wanted, moved);
    }

    private float[][] served(Path file) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[] all = new float[SIZE * PIXELS * PIXELS];
        for (int i = 0; i < SIZE; i++) {
            System.arraycopy(images[i], 0, all, i * images[i].length, images[i].length);
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(file.toString(), options);
                OnnxTensor input = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(all), new long[] {SIZE, 1, PIXELS, PIXELS});
                OrtSession.Result result = session.run(Map.of("input", input))) {
            float[][] logits = (float[][]) result.get("output").orElseThrow().getValue();
            return Arrays.copyOf(logits, SIZE);
        }
    }
}
