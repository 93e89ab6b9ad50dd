package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.checkpoint.AtomicFile;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.nn.Conv2d;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.MaxPool2d;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved model is an ordinary ONNX file that says what it reveals, and is complete or absent. */
class CheckpointTest {
    private static final int SIZE = 40;
    private static final int PIXELS = 8;

    @TempDir
    Path directory;

    private static Network network() {
        return Network.of(
                "small",
                new SequentialCell(
                        new Conv2d(1, 3, 3).withBias(),
                        new Tanh(),
                        new MaxPool2d(2, 2),
                        new Flatten(),
                        new Dense(48, 3)),
                1,
                PIXELS,
                PIXELS);
    }

    private static float[][] images() {
        Random random = new Random(3);
        float[][] images = new float[SIZE][PIXELS * PIXELS];
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) random.nextGaussian();
            }
        }
        return images;
    }

    private static ArrayDataset dataset() {
        int[] labels = new int[SIZE];
        Arrays.setAll(labels, i -> i % 3);
        return ArrayDataset.classification("noise", images(), new long[] {1, PIXELS, PIXELS}, labels, 3);
    }

    private static DPModel trained() {
        DPModel model = DPModel.builder(network(), Losses.softmaxCrossEntropy())
                .engine("onnxruntime:cpu")
                .optimizer(Optimizers.momentum(0.1, 0.9))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(8))
                .build();
        model.train(2, dataset(), List.of());
        return model;
    }

    /** Nothing of this library takes part in the reading. */
    @Test
    void plainOnnxRuntimeServesTheModel() throws Exception {
        Path file = directory.resolve("model.onnx");
        try (DPModel model = trained()) {
            model.save(file);
            float[][] expected = model.predict(dataset());
            float[][] images = images();
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                    OrtSession session = environment.createSession(file.toString(), options)) {
                for (int batch : new int[] {1, 7, SIZE}) {
                    FloatBuffer buffer = FloatBuffer.allocate(batch * PIXELS * PIXELS);
                    for (int i = 0; i < batch; i++) {
                        buffer.put(images[i]);
                    }
                    try (OnnxTensor input = OnnxTensor.createTensor(
                                    environment, buffer.flip(), new long[] {batch, 1, PIXELS, PIXELS});
                            OrtSession.Result result = session.run(Map.of("input", input))) {
                        float[][] logits =
                                (float[][]) result.get("output").orElseThrow().getValue();
                        assertEquals(batch, logits.length);
                        for (int i = 0; i < batch; i++) {
                            assertArrayEquals(expected[i], logits[i], 1e-5f);
                        }
                    }
                }
                String text = session.getMetadata().getCustomMetadata().get("org.dpmodel.privacy_statement_text");
                assertTrue(text.startsWith("Differentially private with epsilon = "), text);
            }
        }
    }

    @Test
    void weightsAndStatementComeBack() throws Exception {
        Path file = directory.resolve("model.onnx");
        PrivacyStatement statement;
        float[][] predictions;
        try (DPModel model = trained()) {
            model.save(file);
            statement = model.privacyStatement();
            predictions = model.predict(dataset());
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        PrivacyStatement saved = checkpoint.statement().orElseThrow();
        assertEquals(statement.epsilon(), saved.epsilon(), 1e-6);
        assertEquals(statement.sampler(), saved.sampler());
        assertEquals(statement.steps(), saved.steps());
        try (DPModel again = DPModel.builder(checkpoint.network(), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .build()) {
            float[][] same = again.predict(dataset());
            for (int i = 0; i < SIZE; i++) {
                assertArrayEquals(predictions[i], same[i]);
            }
        }
    }

    @Test
    void aDamagedStatementIsRefused() throws Exception {
        Path file = directory.resolve("model.onnx");
        try (DPModel model = trained()) {
            model.save(file);
        }
        OnnxModel saved = OnnxFormat.read(file);
        String json = saved.metadata().get(Checkpoint.STATEMENT);
        for (String damaged : List.of(
                "",
                "{",
                "[]",
                json.replace("\"delta\"", "\"omega\""),
                json.replaceAll("\"epsilon\":[0-9.E-]+", "\"epsilon\":-1"),
                json.replaceAll("\"epsilon\":[0-9.E-]+", "\"epsilon\":\"small\""),
                json.replace("add_or_remove_one", "no_one"))) {
            Map<String, String> metadata = new LinkedHashMap<>(saved.metadata());
            metadata.put(Checkpoint.STATEMENT, damaged);
            Files.write(file, OnnxFormat.write(new OnnxModel(saved.graph(), saved.opset(), metadata)));
            String message = assertThrows(GraphException.class, () -> Checkpoint.read(file), damaged)
                    .getMessage();
            assertTrue(message.contains("model.onnx") && message.contains("is damaged"), message);
        }
    }

    @Test
    void aCutFileIsRefused() throws Exception {
        Path file = directory.resolve("model.onnx");
        try (DPModel model = trained()) {
            model.save(file);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThrows(GraphException.class, () -> Checkpoint.read(file), "cut at " + length);
        }
    }

    @Test
    void aFailureKeepsTheOldFileAndLeavesNoOther() throws Exception {
        Path target = directory.resolve("model.onnx");
        // A folder of that name cannot be replaced by a file.
        Files.createDirectories(target.resolve("occupied"));
        String message = assertThrows(IOException.class, () -> AtomicFile.write(target, new byte[10]))
                .getMessage();
        assertTrue(message.contains("cannot write ") && message.contains("10 bytes free"), message);
        assertTrue(Files.isDirectory(target.resolve("occupied")));
        assertOnly("model.onnx");
    }

    @Test
    void aReadOnlyFolderIsAnError() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("locked"));
        Path file = folder.resolve("model.onnx");
        Files.write(file, new byte[] {1, 2, 3});
        assertTrue(folder.toFile().setWritable(false));
        try {
            Assumptions.assumeFalse(Files.isWritable(folder), "this user may write into read-only folders");
            String message = assertThrows(IOException.class, () -> AtomicFile.write(file, new byte[10]))
                    .getMessage();
            assertTrue(message.contains("model.onnx") && message.contains("writable folder"), message);
            assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
        } finally {
            assertTrue(folder.toFile().setWritable(true));
        }
    }

    @Test
    void aSaveReplacesTheFileAndLeavesNoOther() throws Exception {
        Path file = directory.resolve("model.onnx");
        Files.write(file, new byte[] {1, 2, 3});
        try (DPModel model = trained()) {
            model.save(file);
        }
        assertTrue(Checkpoint.read(file).statement().isPresent());
        assertOnly("model.onnx");
        assertFalse(Files.isDirectory(file));
    }

    private void assertOnly(String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(directory.resolve(name)), files.toList());
        }
    }
}
