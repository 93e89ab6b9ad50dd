package org.dpmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.metric.Metrics;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved model predicts what the trained one did, from several threads, and keeps its statement. */
class PredictorTest {
    private static final int SIZE = 300;

    @TempDir
    Path folder;

    private static float[][] features() {
        Random random = new Random(3);
        float[][] rows = new float[SIZE][3];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    private static ArrayDataset dataset() {
        int[] labels = IntStream.range(0, SIZE).map(i -> i % 3 == 0 ? 1 : 0).toArray();
        return ArrayDataset.indexed("rows", features(), new long[] {3}, labels, 2);
    }

    private static DPModel model() {
        return DPModel.builder(MultilayerPerceptron.network(new long[] {3}, 4, 2), Losses.sparseSoftmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(30))
                .build();
    }

    private Predictor load(Path file) throws IOException {
        return Predictor.load(file, ReferenceEngine.DEVICE, ExecutionOptions.defaults());
    }

    @Test
    void predictsAndMeasuresWhatTheModelDid() throws Exception {
        Path file = folder.resolve("model.onnx");
        try (DPModel model = model()) {
            model.train(1, dataset(), List.of());
            model.save(file);
            float[][] expected = model.predict(dataset());
            Map<String, Double> measured = model.eval(dataset());
            assertEquals(List.of("Accuracy", "Loss"), List.copyOf(measured.keySet()));
            try (Predictor predictor = load(file)) {
                assertArrayEquals(expected, predictor.predict(dataset()));
                assertEquals(measured, predictor.eval(dataset(), Losses.sparseSoftmaxCrossEntropy()));
                assertTrue(predictor
                        .eval(dataset(), Losses.sparseSoftmaxCrossEntropy(), Metrics.auc())
                        .containsKey("AUC"));
                assertEquals(
                        model.privacyStatement().epsilon(),
                        predictor.statement().orElseThrow().epsilon());
                assertTrue(predictor.toString().contains("epsilon "), predictor.toString());
                inParallel(predictor, expected);
            }
        }
    }

    private static void inParallel(Predictor predictor, float[][] expected)
            throws InterruptedException, ExecutionException {
        float[][] rows = features();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[]>> found = IntStream.range(0, SIZE)
                    .mapToObj(i -> threads.submit(() -> predictor.predict(rows[i])))
                    .toList();
            for (int i = 0; i < SIZE; i++) {
                assertArrayEquals(expected[i], found.get(i).get(), 1e-6f, "row " + i);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Path file = folder.resolve("model.onnx");
        Predictor closed;
        try (DPModel model = model()) {
            model.save(file);
        }
        try (Predictor predictor = load(file)) {
            closed = predictor;
            String message = assertThrows(IllegalArgumentException.class, () -> predictor.predict(1, 2))
                    .getMessage();
            assertTrue(message.contains("must have 3 elements, found 2"), message);
            assertThrows(IllegalArgumentException.class, () -> predictor.predict(1, 2, 3, 4));
            assertThrows(IllegalArgumentException.class, () -> predictor.eval(dataset(), Losses.softmaxCrossEntropy()));
        }
        assertThrows(IllegalStateException.class, () -> closed.predict(1, 2, 3));
    }

    @Test
    void aModelSaysWhatItIs() {
        try (DPModel model = model()) {
            assertTrue(model.toString().contains("Gaussian, noise multiplier 1.0"), model.toString());
            String summary = model.summary();
            for (String part : List.of(": 26 trained parameters in 4 tensors", "input ", "[4, 3]", "SGD", "Poisson")) {
                assertTrue(
                        summary.toLowerCase(java.util.Locale.ROOT).contains(part.toLowerCase(java.util.Locale.ROOT)),
                        part + " is missing in\n" + summary);
            }
        }
    }
}
