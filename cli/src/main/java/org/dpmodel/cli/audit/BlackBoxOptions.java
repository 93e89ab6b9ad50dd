package org.dpmodel.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.membership.BlackBoxAudit;
import org.dpmodel.audit.membership.FinalModel;
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

/** Options of an audit by final models, and what they are trained on: digits, of which one has a wrong label. */
final class BlackBoxOptions {
    private static final int USUAL_MODELS = 100;
    private static final long DRAWING = 1;
    private static final int OTHER_DIGITS = 10_000;
    private static final int BATCH = 100;
    private static final int OTHER_EPOCHS = 5;

    @Option(
            names = "--black-box",
            description = "train many models with and without one record, and compare their losses (default: one run)")
    private boolean blackBox;

    @Option(
            names = "--models",
            paramLabel = "N",
            description = "of --black-box: how many models with the record, and as many without (default: "
                    + USUAL_MODELS + ")")
    private Integer models;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "of --black-box: lenet5, lenet5-relu, tutorial-cnn or mlp (default: mlp)")
    private Model model;

    @Option(
            names = "--data-path",
            paramLabel = "DIR",
            description = "of --black-box: folder of the four MNIST files (default: synthetic digits)")
    private Path path;

    @Option(names = "--learning-rate", paramLabel = "R", description = "of --black-box, for SGD (default: 1)")
    private Double learningRate;

    boolean isSet() {
        return blackBox;
    }

    /** The first of these options that was given without the one that it belongs to; empty if all is well. */
    List<String> strangers() {
        return blackBox
                ? List.of()
                : Stream.of(
                                models == null ? "" : "--models",
                                model == null ? "" : "--model",
                                path == null ? "" : "--data-path",
                                learningRate == null ? "" : "--learning-rate")
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** An audit of digits; the last of the first so many is mislabelled, and the record. */
    BlackBoxAudit audit(AuditClaim claim, double error) throws IOException {
        int size = claim.run().datasetSize();
        Dataset all = path == null
                ? SyntheticDigits.train(size, DRAWING, network().imageSide())
                : Mnist.train(path, network().imageSide());
        return new BlackBoxAudit(
                claim,
                all.take(size - 1),
                new WrongLabel(all.range(size - 1, size)),
                models == null ? USUAL_MODELS : models,
                error);
    }

    private Model network() {
        return model == null ? Model.MLP : model;
    }

    /** What trains each model: from one network, which has learnt other digits, without privacy. */
    FinalModel training(AuditClaim claim, EngineOptions engine, OptionalLong seed) throws IOException {
        Network start = start(engine);
        RandomStreams seeds = seed.isPresent() ? RandomStreams.seeded(seed.getAsLong()) : RandomStreams.secure();
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
