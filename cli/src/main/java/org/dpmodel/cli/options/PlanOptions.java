package org.dpmodel.cli.options;

import java.util.Arrays;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.dpmodel.sampling.ShuffledBatches;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options on which the guarantee depends; the same for training and for computing its cost. */
public final class PlanOptions {
    private static final String DEFAULT_SAMPLING = "poisson";
    private static final String CYCLIC = "cyclic";
    private static final int DEFAULT_BATCH_SIZE = 256;
    private static final double DEFAULT_DELTA = 1e-5;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--sampling",
            paramLabel = "NAME",
            description = "truncated-poisson, without-replacement, balls-in-bins, shuffled, cyclic:N (default: "
                    + DEFAULT_SAMPLING + ")")
    private String sampling;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "expected examples per step (default: " + DEFAULT_BATCH_SIZE + ")")
    private Integer batchSize;

    @Mixin
    private MechanismOptions mechanisms;

    @Option(
            names = "--micro-batches",
            paramLabel = "N",
            description = "clip batch-size / N examples as one; shuffled only (default: batch-size)")
    private Integer microBatches;

    @Option(
            names = "--adjacency",
            paramLabel = "NAME",
            description = "add-or-remove-one or replace-one (default: the sampling's usual one)")
    private String adjacency;

    @Option(
            names = "--delta",
            paramLabel = "D",
            description = "delta at which epsilon is stated (default: " + DEFAULT_DELTA + ")")
    private Double delta;

    /**
     * Whether a sampling scheme was named.
     *
     * @return false if it is the usual one
     */
    public boolean hasSampling() {
        return sampling != null;
    }

    /**
     * Whether a batch size is given.
     *
     * @return false if it is the usual one
     */
    public boolean hasBatchSize() {
        return batchSize != null;
    }

    /**
     * Whether several examples are clipped as one.
     *
     * @return true if the option was given
     */
    public boolean hasMicroBatches() {
        return microBatches != null;
    }

    /**
     * The options for clipping and noise.
     *
     * @return the options
     */
    public MechanismOptions mechanisms() {
        return mechanisms;
    }

    /**
     * The name of the sampling scheme.
     *
     * @return as it is written on the command line
     */
    public String samplingName() {
        return hasSampling() ? sampling : DEFAULT_SAMPLING;
    }

    /**
     * Expected examples in a step.
     *
     * @return at least 1 in a valid plan
     */
    public int batchSize() {
        return hasBatchSize() ? batchSize : DEFAULT_BATCH_SIZE;
    }

    /**
     * The sampling scheme, which training without privacy has as well.
     *
     * @return the scheme
     * @throws picocli.CommandLine.ParameterException if options do not belong together, or a value is out of range
     */
    public SamplingScheme sampling() {
        return sampling(samplingName(), batchSize());
    }

    /**
     * A scheme by its name, with any batch size.
     *
     * @param name as it is written on the command line
     * @param expectedBatchSize expected examples in a step
     * @return the scheme
     * @throws picocli.CommandLine.ParameterException if options do not belong together, or a value is out of range
     */
    public SamplingScheme sampling(String name, int expectedBatchSize) {
        return Usage.checked(
                command,
                () -> name.equalsIgnoreCase(CYCLIC)
                        ? SamplingSchemes.cyclic(expectedBatchSize, parts())
                        : SamplingSchemes.byName(name, expectedBatchSize));
    }

    private int parts() {
        return mechanisms
                .bands()
                .orElseThrow(() -> Usage.error(
                        command,
                        "--sampling cyclic needs its number of parts unless the noise is banded: pass for example"
                                + " --sampling cyclic:16, or --noise banded:16"));
    }

    /**
     * The delta at which epsilon is computed.
     *
     * @return in (0, 1) in a valid plan
     */
    public double delta() {
        return delta == null ? DEFAULT_DELTA : delta;
    }

    /**
     * The plan that the options describe.
     *
     * @return the plan
     * @throws picocli.CommandLine.ParameterException if options do not belong together, or a value is out of range
     */
    public PrivacyPlan plan() {
        return plan(sampling(), mechanisms.noiseMultiplier());
    }

    /**
     * The plan with a different scheme and a different noise multiplier in the first step.
     *
     * @param scheme how batches are drawn
     * @param noiseMultiplier standard deviation of the noise / clipping norm
     * @return the plan
     * @throws picocli.CommandLine.ParameterException if options do not belong together, or a value is out of range
     */
    public PrivacyPlan plan(SamplingScheme scheme, double noiseMultiplier) {
        if (!(delta() > 0 && delta() < 1)) {
            throw Usage.error(command, "--delta must be in (0, 1), found " + delta + ": a usual value is 1e-5");
        }
        int microbatchSize = microbatchSize(scheme);
        Adjacency compared = adjacency(scheme);
        return Usage.checked(
                command,
                () -> new PrivacyPlan(
                        scheme, mechanisms.clipping(), mechanisms.noise(noiseMultiplier), compared, microbatchSize));
    }

    private Adjacency adjacency(SamplingScheme scheme) {
        if (adjacency == null) {
            return scheme.usualAdjacency();
        }
        Adjacency named = Arrays.stream(Adjacency.values())
                .filter(value -> dashed(value).equalsIgnoreCase(adjacency))
                .findFirst()
                .orElseThrow(() -> Usage.error(
                        command,
                        "--adjacency must be one of "
                                + Arrays.stream(Adjacency.values())
                                        .map(PlanOptions::dashed)
                                        .toList() + ", found "
                                + adjacency + ": correct the name"));
        try {
            scheme.check(named, 1);
        } catch (IllegalArgumentException e) {
            throw Usage.error(
                    command,
                    "--adjacency must be " + dashed(scheme.usualAdjacency()) + " with --sampling " + scheme.name()
                            + ", found " + adjacency + ": leave it out");
        }
        return named;
    }

    /**
     * The written form of an adjacency.
     *
     * @param adjacency the adjacency
     * @return for example {@code replace-one}
     */
    public static String dashed(Adjacency adjacency) {
        return adjacency.jsonName().replace('_', '-');
    }

    private int microbatchSize(SamplingScheme scheme) {
        if (microBatches == null) {
            return 1;
        }
        if (!(scheme instanceof ShuffledBatches)) {
            throw Usage.error(
                    command,
                    "--micro-batches needs --sampling shuffled: with other sampling, one more example would shift "
                            + "all microbatches after it");
        }
        if (microBatches < 1 || batchSize() % microBatches != 0) {
            throw Usage.error(
                    command,
                    "--micro-batches must divide --batch-size " + batchSize() + ", found " + microBatches
                            + ": pass a divisor, for example "
                            + (batchSize() % 2 == 0 ? batchSize() / 2 : batchSize()));
        }
        return batchSize() / microBatches;
    }

    /**
     * Whether an option was given that training without privacy does not use.
     *
     * @return true if there is one
     */
    public boolean hasPrivacyOptions() {
        return mechanisms.given() || microBatches != null || adjacency != null || delta != null;
    }
}
