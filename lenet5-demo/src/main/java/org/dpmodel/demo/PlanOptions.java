package org.dpmodel.demo;

import java.util.Optional;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.dpmodel.sampling.ShuffledBatches;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say what the guarantee rests on. */
final class PlanOptions {
    private static final double USUAL_DELTA = 1e-5;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--sampling",
            paramLabel = "NAME",
            defaultValue = "poisson",
            description = "poisson, truncated-poisson, without-replacement, balls-in-bins, shuffled (default:"
                    + " ${DEFAULT-VALUE})")
    private String sampling;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "256",
            description = "expected examples in a step (default: ${DEFAULT-VALUE})")
    private int batchSize;

    @Mixin
    private MechanismOptions mechanisms;

    @Option(
            names = "--micro-batches",
            paramLabel = "N",
            description = "clip batch-size / N examples as one; shuffled only (default: batch-size)")
    private Integer microBatches;

    @Option(
            names = "--delta",
            paramLabel = "D",
            description = "probability with which epsilon may be exceeded (default: " + USUAL_DELTA + ")")
    private Double delta;

    @Option(
            names = "--without-privacy",
            description = "NO PRIVACY, epsilon is infinite; for comparison (default: private)")
    private boolean withoutPrivacy;

    /** The scheme of sampling, which training without privacy has too. */
    SamplingScheme sampling() {
        return Usage.checked(command, () -> SamplingSchemes.byName(sampling, batchSize));
    }

    double delta() {
        return delta == null ? USUAL_DELTA : delta;
    }

    /** The plan, or nothing if the user openly wants no privacy. */
    Optional<PrivacyPlan> plan() {
        if (withoutPrivacy) {
            refusePrivacyOptions();
            return Optional.empty();
        }
        if (!(delta() > 0 && delta() < 1)) {
            throw Usage.wrong(command, "--delta must be in (0, 1), found " + delta + ": a usual value is 1e-5");
        }
        SamplingScheme scheme = sampling();
        int microbatchSize = microbatchSize(scheme);
        return Optional.of(Usage.checked(
                command,
                () -> new PrivacyPlan(
                        scheme, mechanisms.clipping(), mechanisms.noise(), scheme.usualAdjacency(), microbatchSize)));
    }

    private int microbatchSize(SamplingScheme scheme) {
        if (microBatches == null) {
            return 1;
        }
        if (!(scheme instanceof ShuffledBatches)) {
            throw Usage.wrong(
                    command,
                    "--micro-batches needs --sampling shuffled: elsewhere another example would shift all microbatches"
                            + " after it");
        }
        if (microBatches < 1 || batchSize % microBatches != 0) {
            throw Usage.wrong(
                    command,
                    "--micro-batches must divide --batch-size " + batchSize + ", found " + microBatches
                            + ": pass a divisor, for example " + (batchSize % 2 == 0 ? batchSize / 2 : batchSize));
        }
        return batchSize / microBatches;
    }

    private void refusePrivacyOptions() {
        if (mechanisms.given() || microBatches != null || delta != null) {
            throw Usage.wrong(
                    command,
                    "--without-privacy adds no noise and clips nothing: leave out the options of noise and clipping,"
                            + " --micro-batches and --delta, or leave out --without-privacy");
        }
    }
}
