package org.dpmodel.cli.privacy;

import java.util.Optional;
import java.util.function.Supplier;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.accountant.calibration.BestOfRunsAccountant;
import org.dpmodel.cli.options.PlanOptions;
import org.dpmodel.cli.options.ScoreNoise;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PersonProtection.Way;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingWithoutReplacement;
import org.dpmodel.sampling.TruncatedPoissonSampling;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that describe a training run by its public numbers. */
final class RunOptions {
    private static final int DEFAULT_EXAMPLES = 60_000;
    private static final long DEFAULT_EPOCHS = 10;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "training examples (default: " + DEFAULT_EXAMPLES + ")")
    private Integer examples;

    @Mixin
    private PlanOptions privacy;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "passes over the data (default: " + DEFAULT_EPOCHS + ")")
    private Long epochs;

    @Option(
            names = "--sampling-probability",
            paramLabel = "Q",
            description = "instead of --batch-size and --examples (default: their ratio)")
    private Double samplingProbability;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "noisy steps, instead of --epochs (default: from --epochs)")
    private Long steps;

    @Option(names = "--shuffled", description = "short for --sampling shuffled (default: no)")
    private boolean shuffled;

    @Option(
            names = "--records-per-person",
            paramLabel = "K",
            description =
                    "the guarantee of a person with at most K examples, charged as a group (default: of an example)")
    private Integer recordsPerPerson;

    @Option(
            names = "--people",
            paramLabel = "N",
            description =
                    "draw N people instead, with all examples of a person clipped as one (default: draw examples)")
    private Integer people;

    @Option(
            names = "--tune",
            paramLabel = "RUNS",
            converter = TuneConverter.class,
            description = "cost of the best of several runs, geometric:GAMMA or as tune --runs (default: one run)")
    private RunCount tune;

    @Option(
            names = "--validation",
            paramLabel = "KIND",
            description = "with --tune: what candidates are compared on, public or private:NOISE (default: public)")
    private String validation;

    /** Parses the distribution of the number of runs of which the best is released. */
    static final class TuneConverter implements ITypeConverter<RunCount> {
        @Override
        public RunCount convert(String text) {
            try {
                return RunCount.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Refuses options that say the same thing twice, or that exclude each other. */
    void check() {
        if (validation != null && tune == null) {
            throw Usage.error(command, "--validation belongs to --tune RUNS: pass both, or leave it out");
        }
        score();
        if (tune != null && !scheme().isChargeResumed()) {
            throw Usage.error(
                    command,
                    "--tune cannot price --sampling " + scheme().name()
                            + ", which is charged again when a run continues after an interruption, so the runs of a search"
                            + " would not all cost the same: pass --sampling poisson");
        }
        if (score().deviation().isPresent() && recordsPerPerson != null) {
            throw Usage.error(
                    command,
                    "--validation private adds noise for one row, but a person has several: pass --validation public");
        }
        if (samplingProbability != null && (examples != null || privacy.hasBatchSize())) {
            throw Usage.error(
                    command, "--sampling-probability replaces --examples and --batch-size: leave it or them out");
        }
        if (steps != null && epochs != null) {
            throw Usage.error(command, "--steps replaces --epochs: leave one of them out");
        }
        if (steps != null && steps < 0 || epochs != null && epochs < 0) {
            throw Usage.error(command, "--steps and --epochs must be at least 0");
        }
        if (recordsPerPerson != null && recordsPerPerson < 1) {
            throw Usage.error(
                    command,
                    "--records-per-person must be at least 1, found " + recordsPerPerson
                            + ": pass the maximum number of examples to keep per person");
        }
        if (people != null && (recordsPerPerson == null || people < 1)) {
            throw Usage.error(
                    command,
                    "--people must be at least 1, found " + people
                            + ", and needs --records-per-person K: pass the maximum number of records to keep per "
                            + "person");
        }
        if (people != null && samplingProbability != null) {
            throw Usage.error(
                    command, "--sampling-probability replaces --people and --batch-size: leave it or them out");
        }
        if (people != null && examples != null && examples < people) {
            throw Usage.error(
                    command,
                    "--examples must be at least --people " + people + ", found " + examples
                            + ": pass the total number of records kept of all people");
        }
        if (people != null && examples != null && examples > (long) recordsPerPerson * people) {
            throw Usage.error(
                    command,
                    "--examples must be at most --people times --records-per-person, "
                            + (long) recordsPerPerson * people + ", found " + examples
                            + ": pass the total number of records kept of all people");
        }
        if (shuffled && privacy.hasSampling()) {
            throw Usage.error(command, "--shuffled is short for --sampling shuffled: leave one of them out");
        }
        if (samplingProbability != null && dependsOnBatchSize()) {
            throw Usage.error(
                    command,
                    "--sampling-probability does not say how large a batch is, which the charge of this sampling, of"
                            + " adaptive clipping and of microbatches depends on: pass --examples and --batch-size");
        }
    }

    private boolean dependsOnBatchSize() {
        SamplingScheme scheme = scheme();
        return scheme instanceof TruncatedPoissonSampling
                || scheme instanceof SamplingWithoutReplacement
                || privacy.hasMicroBatches()
                || privacy.mechanisms().clipping().adaptation().isPresent();
    }

    private SamplingScheme scheme() {
        int batchSize =
                samplingProbability == null ? privacy.batchSize() : fraction().batchSize();
        return privacy.sampling(shuffled ? "shuffled" : privacy.samplingName(), batchSize);
    }

    private WholeFraction fraction() {
        return Usage.checked(command, () -> WholeFraction.of(samplingProbability));
    }

    private int datasetSize() {
        if (samplingProbability != null) {
            return fraction().examples();
        }
        if (people != null) {
            return people;
        }
        return examples == null ? DEFAULT_EXAMPLES : examples;
    }

    /** The cost of the other way to protect people, if the options contain the numbers of people and records. */
    Optional<String> otherWay(PlannedRun run) {
        return people == null || examples == null || tune != null
                ? Optional.empty()
                : run.comparison(people, examples, delta());
    }

    /** The distribution of the number of runs of which the best is released; empty if there is one run. */
    Optional<RunCount> tune() {
        return Optional.ofNullable(tune);
    }

    /** What candidates are scored on. */
    ScoreNoise score() {
        return Usage.checked(command, () -> ScoreNoise.parse(validation == null ? "public" : validation));
    }

    boolean hasNoiseMultiplier() {
        return privacy.mechanisms().hasNoiseMultiplier();
    }

    boolean hasLength() {
        return steps != null || epochs != null;
    }

    double delta() {
        return privacy.delta();
    }

    private Optional<PersonProtection> protection() {
        return Optional.ofNullable(recordsPerPerson)
                .map(most -> new PersonProtection(most, people == null ? Way.CHARGED_AS_GROUP : Way.PEOPLE_DRAWN));
    }

    /**
     * Creates empty accountants, which take a plan's charges and answer for its unit; not for the choice of all
     * accountants.
     */
    Supplier<PrivacyAccountant> accountants(AccountantChoice choice, PrivacyPlan plan) {
        Supplier<PrivacyAccountant> single = choice.empty(plan.adjacency());
        return tune == null
                ? () -> plan.accountant(single.get())
                : () -> plan.accountant(new BestOfRunsAccountant(single.get(), tune, score().cost()));
    }

    /** The run that the options describe. */
    PlannedRun run() {
        return run(privacy.mechanisms().noiseMultiplier());
    }

    /** The run with a different noise multiplier in its first step. */
    PlannedRun run(double noiseMultiplier) {
        PrivacyPlan single = privacy.plan(scheme(), noiseMultiplier);
        PrivacyPlan plan = Usage.checked(
                command, () -> protection().map(single::withPeople).orElse(single));
        return Usage.checked(command, () -> {
            long passes = epochs == null ? DEFAULT_EPOCHS : epochs;
            PlannedRun none = new PlannedRun(plan, datasetSize(), 0);
            return none.withSteps(steps == null ? Math.multiplyExact(none.stepsPerEpoch(), passes) : steps);
        });
    }

    /** A description of the sampler; with only the probability if nothing else is known. */
    String describeSampler(PlannedRun run) {
        SamplingScheme scheme = run.plan().sampling();
        return samplingProbability == null
                ? run.plan().describeSampler(run.datasetSize())
                : scheme.describeShare(run.datasetSize()) + ", " + run.stepsPerEpoch() + " steps an epoch";
    }
}
