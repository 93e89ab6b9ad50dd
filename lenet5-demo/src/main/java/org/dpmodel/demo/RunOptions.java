package org.dpmodel.demo;

import java.util.Arrays;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.analysis.DpSgdRun;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that tell a training run by its public numbers. */
final class RunOptions {
    private static final long USUAL_EXAMPLES = 60_000;
    private static final long USUAL_BATCH_SIZE = 256;
    private static final long USUAL_EPOCHS = 10;
    private static final double USUAL_NOISE_MULTIPLIER = 1.0;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--examples", paramLabel = "N", description = "training examples (default: " + USUAL_EXAMPLES + ")")
    private Long examples;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "expected examples in a step (default: " + USUAL_BATCH_SIZE + ")")
    private Long batchSize;

    @Option(names = "--epochs", paramLabel = "N", description = "passes over the data (default: " + USUAL_EPOCHS + ")")
    private Long epochs;

    @Option(
            names = "--sampling-probability",
            paramLabel = "Q",
            description = "batch size / examples, instead of the two (default: from them)")
    private Double samplingProbability;

    @Option(names = "--steps", paramLabel = "N", description = "noisy steps, instead of epochs (default: from them)")
    private Long steps;

    @Option(
            names = "--noise-multiplier",
            paramLabel = "Z",
            description = "standard deviation of the noise / clipping norm (default: " + USUAL_NOISE_MULTIPLIER + ")")
    private Double noiseMultiplier;

    @Option(
            names = "--shuffled",
            description = "shuffled fixed batches: no amplification by sampling (default: Poisson)")
    private boolean shuffled;

    @Option(
            names = "--adjacency",
            paramLabel = "NAME",
            description = "add-or-remove-one or replace-one (default: the first, the second if shuffled)")
    private String adjacencyName;

    /** Refuses options that say the same thing twice. */
    void check() {
        if (samplingProbability != null && (examples != null || batchSize != null)) {
            throw Usage.wrong(
                    command, "--sampling-probability stands for --examples and --batch-size: leave it or them out");
        }
        if (steps != null && epochs != null) {
            throw Usage.wrong(command, "--steps stands for --epochs: leave one of them out");
        }
        if (shuffled && adjacency() != Adjacency.REPLACE_ONE) {
            throw Usage.wrong(
                    command,
                    "--adjacency must be replace-one with --shuffled, whose batches have a fixed size, found "
                            + adjacencyName + ": leave it out");
        }
    }

    Adjacency adjacency() {
        if (adjacencyName == null) {
            return shuffled ? Adjacency.REPLACE_ONE : Adjacency.ADD_OR_REMOVE_ONE;
        }
        return Arrays.stream(Adjacency.values())
                .filter(value -> dashed(value).equalsIgnoreCase(adjacencyName))
                .findFirst()
                .orElseThrow(() -> Usage.wrong(
                        command,
                        "--adjacency must be one of "
                                + Arrays.stream(Adjacency.values())
                                        .map(RunOptions::dashed)
                                        .toList() + ", found "
                                + adjacencyName + ": correct the name"));
    }

    /** The name of an adjacency as people write it. */
    static String dashed(Adjacency adjacency) {
        return adjacency.jsonName().replace('_', '-');
    }

    /** Sensitivity of the clipped sum / clipping norm: who is exchanged takes one away and brings another. */
    double sensitivity() {
        return adjacency() == Adjacency.REPLACE_ONE ? 2 : 1;
    }

    boolean hasNoiseMultiplier() {
        return noiseMultiplier != null;
    }

    boolean hasLength() {
        return steps != null || epochs != null;
    }

    /** Standard deviation of the noise / clipping norm. */
    double noiseMultiplier() {
        return noiseMultiplier == null ? USUAL_NOISE_MULTIPLIER : noiseMultiplier;
    }

    /** The run; its noise multiplier is relative to the sensitivity. */
    DpSgdRun run() {
        return Usage.checked(command, () -> {
            DpSgdRun run = poissonRun();
            return shuffled ? run.withSampler(DpSgdRun.Sampler.SHUFFLED) : run;
        });
    }

    private DpSgdRun poissonRun() {
        double noise = noiseMultiplier() / sensitivity();
        long passes = epochs == null ? USUAL_EPOCHS : epochs;
        if (samplingProbability == null) {
            DpSgdRun run = DpSgdRun.ofEpochs(
                    examples == null ? USUAL_EXAMPLES : examples,
                    batchSize == null ? USUAL_BATCH_SIZE : batchSize,
                    noise,
                    passes);
            return steps == null ? run : run.withSteps(steps);
        }
        DpSgdRun run = DpSgdRun.ofSteps(samplingProbability, noise, steps == null ? 0 : steps);
        return steps == null ? run.withSteps(Math.multiplyExact(run.stepsPerEpoch(), passes)) : run;
    }
}
