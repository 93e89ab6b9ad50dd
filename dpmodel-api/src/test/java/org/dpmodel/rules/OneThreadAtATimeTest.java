package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dpmodel.DPModel;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.metric.Metric;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.PredictedBatch;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model belongs to one thread at a time: a second one is refused, and cannot write its examples over those of the first.
 *
 * <p>Seen to fail when the methods looked at no lock.
 */
@Timeout(120)
class OneThreadAtATimeTest {
    @TempDir
    Path directory;

    private static final Rows ROWS = Tiny.twoClasses(20);

    private static DPModel model() {
        return Tiny.classifier().sampling(new PoissonSampling(5)).build();
    }

    private Map<String, Executable> calls(DPModel model) {
        Map<String, Executable> calls = new LinkedHashMap<>();
        calls.put("train", () -> model.train(1, ROWS, List.of()));
        calls.put("resume", () -> model.resume(directory));
        calls.put("eval", () -> model.eval(ROWS));
        calls.put("predict", () -> model.predict(ROWS));
        calls.put("privacyStatement", model::privacyStatement);
        calls.put("keep", model::keep);
        calls.put("save", () -> model.save(directory.resolve("model.onnx")));
        calls.put("ledger", model::ledger);
        calls.put("accountant", model::accountant);
        calls.put("steps", model::steps);
        calls.put("network", model::network);
        calls.put("close", model::close);
        return calls;
    }

    private void assertAllRefused(DPModel model, String during) {
        calls(model).forEach((name, call) -> {
            String message =
                    assertThrows(IllegalStateException.class, call, name).getMessage();
            assertTrue(message.startsWith(name + " was called by thread "), message);
            assertTrue(message.contains(" during " + during + " of thread "), message);
            assertTrue(message.contains("one thread at a time"), message);
        });
        // What never changes may be read.
        assertEquals("mlp", model.name());
        assertTrue(model.plan().isPresent());
        assertEquals("reference:cpu", model.device());
    }

    /** Runs on another thread, while this one is inside a call. */
    private static void elsewhere(Runnable work) {
        try {
            CompletableFuture.runAsync(work).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyMethodIsRefusedWhileAnotherThreadTrains() {
        boolean[] asked = new boolean[1];
        try (DPModel model = model()) {
            model.train(1, ROWS, List.of(new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    if (!asked[0]) {
                        asked[0] = true;
                        elsewhere(() -> assertAllRefused(model, "train"));
                    }
                }
            }));
            assertTrue(asked[0]);
            assertEquals(4, model.steps());
            elsewhere(() -> assertEquals(20, model.predict(ROWS).length));
        }
    }

    @Test
    void everyMethodIsRefusedWhileAnotherThreadMeasures() {
        DPModel[] holder = new DPModel[1];
        boolean[] asked = new boolean[1];
        try (DPModel model = Tiny.classifier()
                .metrics(MetricFactory.of(
                        "Asking",
                        () -> new Asking(() -> {
                            if (holder[0] != null) {
                                asked[0] = true;
                                elsewhere(() -> assertAllRefused(holder[0], "eval"));
                                // Nor may it be measured from within, where the same memory is in use.
                                String message = assertThrows(
                                                IllegalStateException.class, () -> holder[0].predict(ROWS))
                                        .getMessage();
                                assertEquals(
                                        "the model is in a call of eval: call predict after it has ended", message);
                                assertEquals(0, holder[0].steps());
                            }
                        })))
                .build()) {
            holder[0] = model;
            model.eval(ROWS);
            assertTrue(asked[0]);
        }
    }

    @Test
    void callbacksMayCallWhatDoesNotDisturbTheRun() {
        try (DPModel model = model()) {
            model.train(1, ROWS, List.of(new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    float[][] before = model.predict(ROWS);
                    calls(model).forEach((name, call) -> {
                        if (List.of("train", "resume", "close").contains(name)) {
                            assertTrue(assertThrows(IllegalStateException.class, call)
                                    .getMessage()
                                    .startsWith("the model is in training already: "));
                        } else {
                            assertDoesNotThrow(call, name);
                        }
                    });
                    assertArrayEquals(before, model.predict(ROWS));
                }
            }));
            assertEquals(4, model.steps());
        }
    }

    /** Two threads that start together: one predicts, or both one after the other, but never over each other. */
    @Test
    void rowsOfTwoThreadsAreNotMixed() throws Exception {
        try (DPModel model = model()) {
            float[][] expected = model.predict(ROWS);
            for (int round = 0; round < 20; round++) {
                CountDownLatch start = new CountDownLatch(1);
                List<CompletableFuture<float[][]>> both = List.of(0, 1).stream()
                        .map(i -> CompletableFuture.supplyAsync(() -> {
                            try {
                                start.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            return model.predict(ROWS);
                        }))
                        .toList();
                start.countDown();
                for (CompletableFuture<float[][]> one : both) {
                    try {
                        assertArrayEquals(expected, one.join());
                    } catch (CompletionException e) {
                        assertTrue(e.getCause() instanceof IllegalStateException, e::toString);
                    }
                }
            }
        }
    }

    /** A metric that does something at each batch. */
    private record Asking(Runnable action) implements Metric {
        @Override
        public void clear() {}

        @Override
        public void update(PredictedBatch batch) {
            action.run();
        }

        @Override
        public double eval() {
            return 0;
        }
    }
}
