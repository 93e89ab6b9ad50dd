package org.dpmodel.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.membership.BlackBoxAudit;
import org.dpmodel.audit.membership.FinalModel;
import org.dpmodel.audit.membership.LiraAttack;
import org.dpmodel.audit.membership.ModelLosses;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.Model;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.Mnist;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Network;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.sampling.SamplingSchemes;
import picocli.CommandLine.Option;

/**
 * Options of audits by final models, and the data these are trained on: digits, one of which has a wrong label in
 * black-box audits.
 */
final class FinalModelOptions {
    private static final int DEFAULT_MODELS = 100;
    private static final int DEFAULT_PAIRS = 4;
    private static final long DRAWING = 1;
    private static final int OTHER_DIGITS = 10_000;
    private static final int BATCH = 100;
    private static final int OTHER_EPOCHS = 5;

    @Option(
            names = "--black-box",
            description = "train many models with and without one record, and compare their losses (default: one run)")
    private boolean blackBox;

    @Option(
            names = "--membership",
            description = "find the members of one model by likelihood ratios to shadow models (default: one run)")
    private boolean membership;

    @Option(
            names = "--shadow-pairs",
            paramLabel = "N",
            description = "of --membership: pairs of shadow models, at least 2 (default: " + DEFAULT_PAIRS + ")")
    private Integer shadowPairs;

    @Option(
            names = "--models",
            paramLabel = "N",
            description = "of --black-box: how many models with the record, and as many without (default: "
                    + DEFAULT_MODELS + ")")
    private Integer models;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "of final models: lenet5, lenet5-relu, tutorial-cnn or mlp (default: mlp)")
    private Model model;

    @Option(
            names = "--data-path",
            paramLabel = "DIR",
            description = "of final models: folder of the four MNIST files (default: synthetic digits)")
    private Path path;

    @Option(names = "--learning-rate", paramLabel = "R", description = "of final models, for SGD (default: 1)")
    private Double learningRate;

    /** Whether final models are audited, in either way. */
    boolean isSet() {
        return blackBox || membership;
    }

    boolean isMembership() {
        return membership;
    }

    /** What is wrong with these options; empty if nothing is. */
    Optional<String> mistake() {
        if (blackBox && membership) {
            return Optional.of("--black-box and --membership are two audits: leave one of them out");
        }
        if (!blackBox && models != null) {
            return Optional.of("--models belongs to --black-box: add it, or leave it out");
        }
        if (!membership && shadowPairs != null) {
            return Optional.of("--shadow-pairs belongs to --membership: add it, or leave it out");
        }
        return isSet()
                ? Optional.empty()
                : Stream.of(
                                model == null ? "" : "--model",
                                path == null ? "" : "--data-path",
                                learningRate == null ? "" : "--learning-rate")
                        .filter(name -> !name.isEmpty())
                        .map(name -> name + " belongs to --black-box or --membership: add one of them, or leave it out")
                        .findFirst();
    }

    /** An attack on twice as many digits as a training contains on average. */
    LiraAttack attack(AuditClaim claim) throws IOException {
        return new LiraAttack(
                digits(Math.multiplyExact(2, claim.run().datasetSize())),
                shadowPairs == null ? DEFAULT_PAIRS : shadowPairs);
    }

    private Dataset digits(int size) throws IOException {
        Dataset all = path == null
                ? SyntheticDigits.train(size, DRAWING, network().imageSide())
                : Mnist.train(path, network().imageSide());
        return all.take(size);
    }

    /** An audit on digits; the last one that is used is mislabelled, and is the audited record. */
    BlackBoxAudit audit(AuditClaim claim, double error) throws IOException {
        int size = claim.run().datasetSize();
        Dataset all = digits(size);
        return new BlackBoxAudit(
                claim,
                all.take(size - 1),
                new WrongLabel(all.range(size - 1, size)),
                models == null ? DEFAULT_MODELS : models,
                error);
    }

    private Model network() {
        return model == null ? Model.MLP : model;
    }

    /**
     * Trains each model: if one record is audited, starting from a network that has learned other digits without
     * privacy; if all are, starting from fresh weights.
     */
    FinalModel training(AuditClaim claim, EngineOptions engine, OptionalLong seed) throws IOException {
        Network start = membership ? network().network() : start(engine);
        RandomStreams seeds = RandomStreams.of(seed);
        UniformRandomProvider drawn = seeds.stream(StreamPurpose.SYNTHETIC_DATA, 0);
        PrivacyPlan plan = claim.run().plan();
        int epochs = Math.toIntExact(claim.run().steps() / claim.run().stepsPerEpoch());
        return (members, asked) -> {
            DPModelBuilder builder = DPModel.builder(start, Losses.softmaxCrossEntropy())
                    .optimizer(Optimizers.sgd(learningRate == null ? 1 : learningRate))
                    .sampling(plan.sampling())
                    .publicSize(claim.run().datasetSize())
                    .clipping(plan.clipping())
                    .noise(plan.noise())
                    .adjacency(plan.adjacency())
                    .metrics(Metrics.loss())
                    .engine(engine.device())
                    .execution(engine.execution())
                    .delta(claim.delta());
            long next = drawn.nextLong();
            if (seed.isPresent()) {
                builder.seed(next);
            }
            try (DPModel trained = builder.build()) {
                trained.train(epochs, members, List.of());
                return ModelLosses.of(trained, asked);
            }
        };
    }

    private Network start(EngineOptions engine) throws IOException {
        Dataset others = path == null
                ? SyntheticDigits.test(OTHER_DIGITS, DRAWING, network().imageSide())
                : Mnist.test(path, network().imageSide());
        try (DPModel first = DPModel.builder(network().network(), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.1, 0.9))
                .sampling(SamplingSchemes.byName("shuffled", BATCH))
                .engine(engine.device())
                .execution(engine.execution())
                .seed(DRAWING)
                .buildWithoutPrivacy()) {
            first.train(OTHER_EPOCHS, others, List.of());
            return first.network();
        }
    }
}
