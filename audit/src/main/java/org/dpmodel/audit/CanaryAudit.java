package org.dpmodel.audit;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.audit.canary.Canaries;
import org.dpmodel.audit.canary.PullLoss;
import org.dpmodel.audit.release.WatchedOptimizer;
import org.dpmodel.callback.Callback;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Embedding;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.noise.CorrelatedNoise;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Audits a plan in one run of the real training: the sampler draws canaries, the engine computes and clips their
 * gradients, noise is added and the step is charged as in any training; only the optimizer is watched. The network is a
 * table in which each canary has its own element, so its clipped gradient is known: the clipping norm, in one element.
 *
 * <pre>
 * AuditReport report = CanaryAudit.of(AuditClaim.of(new PlannedRun(plan, 16_384, 20), 1e-5)).run(List.of());
 * System.out.println(report.describe());
 * </pre>
 *
 * <p>Immutable.
 */
public final class CanaryAudit {
    private static final int DEFAULT_CANARIES = 10_000;
    private static final double DEFAULT_ERROR = 0.05;
    private static final double LEARNING_RATE = 0.1;

    private final AuditClaim claim;
    private final PrivacyPlan trained;
    private final int canaries;
    private final double error;
    private final OptionalLong seed;
    private final String engine;
    private final ExecutionOptions execution;

    private CanaryAudit(
            AuditClaim claim,
            PrivacyPlan trained,
            int canaries,
            double error,
            OptionalLong seed,
            String engine,
            ExecutionOptions execution) {
        this.claim = claim;
        this.trained = trained;
        this.canaries = canaries;
        this.error = error;
        this.seed = seed;
        this.engine = engine;
        this.execution = execution;
    }

    /**
     * An audit with 10,000 canaries, or as many as the dataset has records, and 95 % confidence, on ONNX Runtime's CPU
     * device.
     *
     * @param claim the claim, about whole epochs
     * @return the audit
     * @throws IllegalArgumentException if the steps are not whole epochs
     */
    public static CanaryAudit of(AuditClaim claim) {
        Objects.requireNonNull(claim, "claim");
        int stepsPerEpoch = claim.run().stepsPerEpoch();
        long steps = claim.run().steps();
        if (steps == 0 || steps % stepsPerEpoch != 0) {
            throw Require.broken(
                    "steps", "must be whole epochs of " + stepsPerEpoch + " steps", steps, "pass a multiple of it");
        }
        return new CanaryAudit(
                claim,
                claim.run().plan(),
                Math.min(DEFAULT_CANARIES, claim.run().datasetSize()),
                DEFAULT_ERROR,
                OptionalLong.empty(),
                "onnxruntime:cpu",
                ExecutionOptions.defaults());
    }

    /**
     * This audit with a different number of canaries.
     *
     * @param count at least 4, at most the records of the dataset
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public CanaryAudit withCanaries(int count) {
        Canaries.checkCount(count, claim.run().datasetSize());
        return new CanaryAudit(claim, trained, count, error, seed, engine, execution);
    }

    /**
     * This audit with a different error probability.
     *
     * @param probability that a lower bound of the report is too high, in (0, 1)
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public CanaryAudit withError(double probability) {
        CanaryTrial.checkError(probability);
        return new CanaryAudit(claim, trained, canaries, probability, seed, engine, execution);
    }

    /**
     * This audit with a training plan that differs from the claim's, to see whether the audit detects it.
     *
     * @param plan the plan to train with
     * @return a changed copy
     * @throws IllegalArgumentException if it protects people, and the claim is not about people
     */
    public CanaryAudit withTrainedPlan(PrivacyPlan plan) {
        if (plan.people().isPresent() && claim.run().plan().people().isEmpty()) {
            throw Require.broken(
                    "the trained plan",
                    "must not declare people if the claim is about records, since its canaries belong to no person",
                    plan.people().get(),
                    "make a claim about people, or train without recordsPerPerson");
        }
        return new CanaryAudit(claim, plan, canaries, error, seed, engine, execution);
    }

    /**
     * This audit with repeatable coins and training.
     *
     * @param value the seed for both
     * @return a changed copy
     */
    public CanaryAudit withSeed(long value) {
        return new CanaryAudit(claim, trained, canaries, error, OptionalLong.of(value), engine, execution);
    }

    /**
     * This audit on a different device.
     *
     * @param device for example {@code pytorch:cpu}
     * @param options how graphs run there
     * @return a changed copy
     */
    public CanaryAudit withEngine(String device, ExecutionOptions options) {
        return new CanaryAudit(claim, trained, canaries, error, seed, device, options);
    }

    /**
     * Trains, and evaluates what was released.
     *
     * @param callbacks what watches the training, for example for progress
     * @return the report
     */
    public AuditReport run(List<? extends Callback> callbacks) {
        RandomStreams coins = RandomStreams.of(seed);
        // No training draws from this stream, so one seed can serve both.
        CanaryTrial trial = new CanaryTrial(claim, canaries, error, coins.stream(StreamPurpose.SYNTHETIC_DATA, 0));
        try (DPModel model = builder(trial).build()) {
            int epochs = Math.toIntExact(claim.run().steps() / claim.run().stepsPerEpoch());
            model.train(epochs, trial.canaries(), callbacks);
        }
        return trial.report();
    }

    private DPModelBuilder builder(CanaryTrial trial) {
        DPModelBuilder builder = DPModel.builder(network(trial.canaries()), new PullLoss())
                .optimizer(new WatchedOptimizer(Optimizers.sgd(LEARNING_RATE), (step, means, deviation) -> {
                    trial.released(means[0], scale(step, means[0].length, deviation));
                    return means;
                }))
                .sampling(trained.sampling())
                .clipping(trained.clipping())
                .noise(trained.noise())
                .adjacency(trained.adjacency())
                .microbatchSize(trained.microbatchSize())
                .metrics(Metrics.loss())
                .engine(engine)
                .execution(execution)
                .delta(claim.delta());
        trained.people().ifPresent(people -> builder.recordsPerPerson(people.recordsPerPerson(), people.way()));
        seed.ifPresent(builder::seed);
        return builder;
    }

    private static Network network(Canaries canaries) {
        return Network.ofIds("canaries", new SequentialCell(new Embedding(canaries.rows(), 1), new Flatten()), 1);
    }

    /**
     * Converts the mean to a sum in clipping norms. The clipping norm may adapt; the noise reveals its current value.
     * The norm is the claim's, even if the plan under audit has another one.
     */
    private double scale(long step, int elements, double deviation) {
        double claimedNorm = claim.run().plan().clipping().adaptation().isPresent()
                ? trainedNorm(trained, step, elements, deviation)
                : claim.run()
                        .plan()
                        .clipping()
                        .clippingNorm(step, claim.run().plan().clipping().initialClippingNorm());
        return trained.expectedUnits() / claimedNorm;
    }

    /**
     * With correlated noise, an element's deviation differs from that of the drawn noise; clipping does not adapt then.
     */
    static double trainedNorm(PrivacyPlan trained, long step, int elements, double deviation) {
        return trained.noise() instanceof CorrelatedNoise
                ? trained.clipping().clippingNorm(step, trained.clipping().initialClippingNorm())
                : deviation * trained.expectedUnits() / trained.noiseStandardDeviation(step, 1, elements);
    }
}
