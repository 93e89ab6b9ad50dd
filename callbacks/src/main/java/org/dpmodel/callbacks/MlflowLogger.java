package org.dpmodel.callbacks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.data.Dataset;

/**
 * Reports a training to an MLflow tracking server, through its REST interface: settings as parameters, epsilon at the end
 * of each epoch as a metric, the model's metrics on public data as {@code public/...}, and the privacy statement as the
 * tags {@value #STATEMENT} and {@value #STATEMENT_JSON}. Losses and clipped fractions of private data never leave the
 * process, unless {@link #revealingSensitive} is called. Times are whole seconds, since the time of a step depends on the
 * number of drawn examples.
 *
 * <pre>
 * model.train(10, train, List.of(MlflowLogger.to(URI.create("http://localhost:5000")).measuringPublicData(test)));
 * </pre>
 *
 * <p>If the server does not answer, the training ends before its first step. If it fails later, a warning is logged and
 * the training continues, since its cost is already spent. For the training thread.
 */
public final class MlflowLogger implements Callback {
    /** Tag of a run: the privacy statement as text. */
    public static final String STATEMENT = "dpmodel.privacy_statement";

    /** Tag of a run: the privacy statement as JSON. */
    public static final String STATEMENT_JSON = "dpmodel.privacy_statement.json";

    private static final System.Logger LOG = System.getLogger(MlflowLogger.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_PARAMETER = 500;

    private final Settings settings;
    private final StepMeans means = new StepMeans();
    private MlflowServer server;
    private Optional<String> run = Optional.empty();

    private record Settings(
            URI address,
            Optional<String> token,
            String experiment,
            Optional<String> name,
            Map<String, String> facts,
            Optional<Dataset> validation,
            boolean revealing) {
        Settings facing(Optional<String> bearer) {
            return new Settings(address, bearer, experiment, name, facts, validation, revealing);
        }

        Settings named(String group, String run) {
            return new Settings(address, token, group, Optional.of(run), facts, validation, revealing);
        }

        Settings stating(Map<String, String> more) {
            return new Settings(address, token, experiment, name, more, validation, revealing);
        }

        Settings measuring(Dataset data) {
            return new Settings(address, token, experiment, name, facts, Optional.of(data), revealing);
        }

        Settings revealingAll() {
            return new Settings(address, token, experiment, name, facts, validation, true);
        }
    }

    private MlflowLogger(Settings settings) {
        this.settings = settings;
    }

    /**
     * Reports only values that contain no private data.
     *
     * @param server address of the server, for example {@code http://localhost:5000}
     * @return the callback
     */
    public static MlflowLogger to(URI server) {
        return new MlflowLogger(new Settings(
                Objects.requireNonNull(server, "server"),
                Optional.empty(),
                "dpmodel",
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                false));
    }

    /**
     * Names the experiment and the run.
     *
     * @param experiment name of the experiment, created if there is none; {@code dpmodel} by default
     * @param runName name of the run; the server invents one by default
     * @return a changed copy
     */
    public MlflowLogger named(String experiment, String runName) {
        return new MlflowLogger(settings.named(
                Objects.requireNonNull(experiment, "experiment"), Objects.requireNonNull(runName, "runName")));
    }

    /**
     * Sends a token with each request, as required by servers behind a login.
     *
     * @param token the bearer token; it is sent to the server and shown nowhere
     * @return a changed copy
     */
    public MlflowLogger withToken(String token) {
        return new MlflowLogger(settings.facing(Optional.of(token)));
    }

    /**
     * Reports one more parameter.
     *
     * @param name as allowed by MLflow: letters, digits, _ - . / and spaces
     * @param value a public value: not a seed, which must stay secret, and nothing from private data
     * @return a changed copy
     */
    public MlflowLogger stating(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings.facts);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new MlflowLogger(settings.stating(more));
    }

    /**
     * Also reports the model's metrics.
     *
     * @param data public data
     * @return a changed copy
     */
    public MlflowLogger measuringPublicData(Dataset data) {
        return new MlflowLogger(settings.measuring(data));
    }

    /**
     * Also reports the mean loss, clipped fraction and norm of each epoch, as {@code sensitive/...}. They are exact, and
     * no statement covers them: anyone with access to the server then learns something about the data.
     *
     * @return a changed copy
     */
    public MlflowLogger revealingSensitive() {
        return new MlflowLogger(settings.revealingAll());
    }

    /**
     * Begins a run on the server.
     *
     * @throws UncheckedIOException if the server does not answer, or refuses
     */
    @Override
    public void onTrainBegin(RunContext context) {
        server = new MlflowServer(settings.address, settings.token);
        try {
            ObjectNode begin = JSON.createObjectNode()
                    .put("experiment_id", server.experiment(settings.experiment))
                    .put("start_time", CoarseTime.now().toEpochMilli());
            settings.name.ifPresent(name -> begin.put("run_name", name));
            run = Optional.of(
                    server.post("runs/create", begin).at("/run/info/run_id").asText());
            send(parameters(context));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private ObjectNode parameters(RunContext context) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("model", context.model().name());
        all.put("device", context.model().device());
        all.put("epochs", Integer.toString(context.epochs()));
        all.put("steps per epoch", Integer.toString(context.stepsPerEpoch()));
        context.model()
                .plan()
                .ifPresentOrElse(
                        plan -> {
                            all.put("mechanism", plan.describeMechanism());
                            all.put("sampling", plan.sampling().name());
                            all.put("adjacency", plan.adjacency().jsonName());
                        },
                        () -> all.put("mechanism", "WITHOUT PRIVACY"));
        all.putAll(settings.facts);
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode params = batch.putArray("params");
        all.forEach((name, value) -> params.addObject()
                .put("key", allowed(name))
                .put("value", value.substring(0, Math.min(LONGEST_PARAMETER, value.length()))));
        return batch;
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        if (settings.revealing) {
            means.add(context.report());
        }
    }

    @Override
    public void onTrainEpochEnd(RunContext context) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("epsilon", context.model().privacyStatement().leadingEpsilon());
        settings.validation.ifPresent(
                data -> context.model().eval(data).forEach((name, value) -> values.put("public/" + name, value)));
        if (settings.revealing) {
            StepReport seen = means.take().revealSensitive();
            values.put("sensitive/loss", seen.loss());
            values.put("sensitive/clipped share", seen.clippedFraction());
            values.put("sensitive/mean norm", seen.meanNorm());
        }
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode metrics = batch.putArray("metrics");
        // JSON has no infinity; the statement contains it.
        values.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                metrics.addObject()
                        .put("key", allowed(name))
                        .put("value", value)
                        .put("timestamp", CoarseTime.now().toEpochMilli())
                        .put("step", context.step());
            }
        });
        unlessItFails(() -> send(batch));
    }

    /** Reports the statement, and that the run has ended. */
    @Override
    public void onTrainEnd(RunContext context) {
        if (run.isEmpty()) {
            return;
        }
        PrivacyStatement statement = context.model().privacyStatement();
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode tags = batch.putArray("tags");
        tags.addObject().put("key", STATEMENT).put("value", statement.toText());
        tags.addObject()
                .put("key", STATEMENT_JSON)
                .put("value", statement.toJson().toString());
        boolean asMeant = context.stopRequested()
                || context.budgetReached()
                || context.epoch() == context.epochs() && context.stepInEpoch() == context.stepsPerEpoch();
        unlessItFails(() -> send(batch));
        unlessItFails(() -> server.post(
                "runs/update",
                JSON.createObjectNode()
                        .put("run_id", run.get())
                        .put("status", asMeant ? "FINISHED" : "FAILED")
                        .put("end_time", CoarseTime.now().toEpochMilli())));
        run = Optional.empty();
    }

    private void send(ObjectNode batch) throws IOException {
        server.post("runs/log-batch", batch.put("run_id", run.orElseThrow()));
    }

    /** A valid MLflow name of a metric or parameter. */
    private static String allowed(String name) {
        return name.replaceAll("[^\\w\\-. :/]", "_");
    }

    private interface Sending {
        void send() throws IOException;
    }

    private static void unlessItFails(Sending sending) {
        try {
            sending.send();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The training continues, but could not be reported to MLflow: " + e.getMessage());
        }
    }
}
