package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dpmodel.DPModel;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an MLflow server receives of a training, by a double of it and, where there is one, by MLflow itself. */
class MlflowLoggerTest {
    @Test
    void sendsParametersEpsilonPublicMetricsAndTheStatement() throws IOException {
        try (MlflowDouble server = new MlflowDouble();
                DPModel model = SmallTraining.model()) {
            MlflowLogger logger = MlflowLogger.to(server.address())
                    .named("digits", "first")
                    .withToken("t0ken")
                    .stating("data (public name)", "points")
                    .measuringPublicData(SmallTraining.points());
            SmallTraining.train(model, 2, logger);
            assertEquals(
                    "digits",
                    server.received("experiments/create")
                            .get(0)
                            .body()
                            .get("name")
                            .asText());
            JsonNode begun = server.received("runs/create").get(0).body();
            assertEquals("7", begun.get("experiment_id").asText());
            assertEquals("first", begun.get("run_name").asText());
            assertEquals("Bearer t0ken", server.received("runs/create").get(0).authorization());
            List<MlflowDouble.Request> batches = server.received("runs/log-batch");
            assertEquals(4, batches.size());
            String parameters = batches.get(0).body().get("params").toString();
            assertTrue(parameters.contains("\"steps per epoch\",\"value\":\"5\""), parameters);
            assertTrue(parameters.contains("data _public name_"), parameters);
            assertTrue(parameters.contains("noise multiplier 1.0"), parameters);
            JsonNode last = batches.get(2).body().get("metrics");
            assertEquals("epsilon", last.get(0).get("key").asText());
            assertEquals(
                    model.privacyStatement().epsilon(), last.get(0).get("value").doubleValue());
            assertEquals(10, last.get(0).get("step").intValue());
            assertEquals("public/Accuracy", last.get(1).get("key").asText());
            assertEquals(
                    model.eval(SmallTraining.points()).get("Accuracy"),
                    last.get(1).get("value").doubleValue());
            JsonNode tags = batches.get(3).body().get("tags");
            assertEquals(
                    model.privacyStatement().toText(), tags.get(0).get("value").asText());
            assertEquals(
                    "FINISHED",
                    server.received("runs/update").get(0).body().get("status").asText());
        }
    }

    @Test
    void nothingSensitiveLeavesTheProcessUnasked() throws IOException {
        try (MlflowDouble open = new MlflowDouble();
                MlflowDouble revealing = new MlflowDouble();
                DPModel model = SmallTraining.model()) {
            SmallTraining.train(
                    model,
                    1,
                    MlflowLogger.to(open.address()),
                    MlflowLogger.to(revealing.address()).revealingSensitive());
            assertFalse(open.all().contains("sensitive/"), open.all());
            JsonNode metrics = open.received("runs/log-batch").get(1).body().get("metrics");
            assertEquals(1, metrics.size(), metrics.toString());
            assertEquals("epsilon", metrics.get(0).get("key").asText());
            assertTrue(revealing.all().contains("sensitive/loss"), revealing.all());
        }
    }

    /** Seen to fail: milliseconds, between which lie steps whose duration depends on how many examples were drawn. */
    @Test
    void timesAreWholeSeconds() throws IOException {
        try (MlflowDouble server = new MlflowDouble();
                DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 3, MlflowLogger.to(server.address()));
            List<Long> times = new ArrayList<>();
            times.add(server.received("runs/create")
                    .get(0)
                    .body()
                    .get("start_time")
                    .longValue());
            times.add(
                    server.received("runs/update").get(0).body().get("end_time").longValue());
            server.received("runs/log-batch").forEach(batch -> batch.body()
                    .path("metrics")
                    .forEach(metric -> times.add(metric.get("timestamp").longValue())));
            assertEquals(5, times.size());
            for (long time : times) {
                assertEquals(0, time % 1000, () -> times.toString());
                assertTrue(Math.abs(System.currentTimeMillis() - time) < 600_000, time + " is another time");
            }
        }
    }

    @Test
    void anInfiniteEpsilonStandsInTheStatementAlone() throws IOException {
        try (MlflowDouble server = new MlflowDouble();
                DPModel model = SmallTraining.modelWithoutPrivacy()) {
            SmallTraining.train(model, 1, MlflowLogger.to(server.address()));
            List<MlflowDouble.Request> batches = server.received("runs/log-batch");
            assertTrue(batches.get(0).body().toString().contains("WITHOUT PRIVACY"));
            assertEquals(0, batches.get(1).body().get("metrics").size());
            assertTrue(batches.get(2).body().toString().contains("NOT PRIVATE"));
        }
    }

    @Test
    void aServerThatDoesNotAnswerEndsTheTrainingBeforeItsFirstStep() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (DPModel model = SmallTraining.model()) {
            MlflowLogger logger = MlflowLogger.to(URI.create("http://localhost:" + port));
            String message = assertThrows(UncheckedIOException.class, () -> SmallTraining.train(model, 1, logger))
                    .getMessage();
            assertTrue(message.contains("no answer from MLflow at http://localhost:" + port), message);
            assertEquals(0, model.steps());
        }
    }

    @Test
    void aServerThatRefusesIsQuoted() throws IOException {
        try (MlflowDouble server = new MlflowDouble();
                DPModel model = SmallTraining.model()) {
            server.fail();
            MlflowLogger logger = MlflowLogger.to(server.address());
            String message = assertThrows(UncheckedIOException.class, () -> SmallTraining.train(model, 1, logger))
                    .getMessage();
            assertTrue(message.contains("answers 500") && message.contains("out of disk"), message);
        }
    }

    /** What is spent is spent: a training does not die of its log. */
    @Test
    void aServerThatFailsLaterDoesNotEndTheTraining() throws IOException {
        try (MlflowDouble server = new MlflowDouble();
                DPModel model = SmallTraining.model()) {
            Callback failure = new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    server.fail();
                }
            };
            SmallTraining.train(model, 2, MlflowLogger.to(server.address()), failure);
            assertEquals(2 * SmallTraining.STEPS_PER_EPOCH, model.steps());
        }
    }

    /** With a Python that has mlflow: {@code -Ddpmodel.mlflowPython=python3}. */
    @Test
    void mlflowItselfReadsBackWhatWasReported(@TempDir Path folder) throws IOException, InterruptedException {
        String python = System.getProperty("dpmodel.mlflowPython");
        if (python == null) {
            System.err.println(
                    "SKIPPED: MLflow reads runs back; pip install mlflow, and pass -Ddpmodel.mlflowPython=python3");
            Assumptions.abort("no MLflow");
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder(
                        python,
                        "-m",
                        "mlflow",
                        "server",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--workers",
                        "1",
                        "--backend-store-uri",
                        "sqlite:///" + folder.resolve("mlflow.db"),
                        "--default-artifact-root",
                        folder.resolve("artifacts").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.txt").toFile())
                .start();
        try (DPModel model = SmallTraining.model()) {
            awaitPort(port, server, folder);
            URI address = URI.create("http://127.0.0.1:" + port);
            SmallTraining.train(
                    model,
                    2,
                    MlflowLogger.to(address).named("points", "by Java").measuringPublicData(SmallTraining.points()));
            Process client = new ProcessBuilder(
                            python,
                            "-c",
                            String.join(
                                    "\n",
                                    List.of(
                                            "from mlflow.tracking import MlflowClient",
                                            "c = MlflowClient('" + address + "')",
                                            "e = c.get_experiment_by_name('points')",
                                            "r = c.search_runs([e.experiment_id])[0]",
                                            "print(r.info.run_name, r.info.status, r.data.params['steps per epoch'])",
                                            "h = c.get_metric_history(r.info.run_id, 'epsilon')",
                                            "print([m.step for m in h], repr(h[-1].value), 'public/Accuracy' in r.data.metrics)",
                                            "print(r.data.tags['dpmodel.privacy_statement'].splitlines()[0])")))
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertEquals(0, client.waitFor(), lines.toString());
            assertEquals("by Java FINISHED 5", lines.get(lines.size() - 3));
            assertEquals("[5, 10] " + model.privacyStatement().epsilon() + " True", lines.get(lines.size() - 2));
            assertEquals(
                    model.privacyStatement().toText().lines().findFirst().orElseThrow(), lines.get(lines.size() - 1));
        } finally {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
            server.waitFor(20, TimeUnit.SECONDS);
        }
    }

    private static void awaitPort(int port, Process server, Path folder) throws IOException, InterruptedException {
        for (int i = 0; i < 1500 && server.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertTrue(socket.isConnected());
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        throw new AssertionError("MLflow does not start: " + Files.readString(folder.resolve("server.txt")));
    }
}
