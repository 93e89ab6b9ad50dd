package org.dpmodel.cli.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.AuditReport;
import org.dpmodel.audit.CanaryAudit;
import org.dpmodel.audit.membership.BlackBoxAudit;
import org.dpmodel.audit.membership.BlackBoxReport;
import org.dpmodel.audit.membership.LiraAttack;
import org.dpmodel.audit.membership.LossAttack;
import org.dpmodel.callback.Callback;
import org.dpmodel.callbacks.ProgressBar;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.PlanOptions;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.plan.PrivacyTarget;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.sampling.SamplingScheme;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Trains with a plan once, on canaries, and reports how much that measurably revealed. */
@Command(
        name = "audit",
        description = "Trains a plan once, on canaries, and compares what the released steps reveal with the claim.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:not refuted",
            "1:failed, with a line that says why",
            "2:usage error",
            "3:REFUTED: a lower bound exceeds the claim"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel audit                                                 large batches at epsilon 4",
            "  ./dpmodel audit --target-epsilon 8 --engine pytorch:cpu",
            "  ./dpmodel audit --examples 60000 --batch-size 256 --noise-multiplier 1 --epochs 10",
            "  ./dpmodel audit --noise-multiplier 2.5 --claim 2                audits somebody else's claim",
            "  ./dpmodel audit --sampling balls-in-bins --batch-size 1024 --json",
            "  ./dpmodel audit --black-box --data-path DIR                    200 final models at epsilon 10",
            "  ./dpmodel audit --membership --data-path DIR                   members of one final model"
        })
public final class AuditCommand implements Callable<Integer> {
    /** Neither a failure nor a usage error: the audit itself succeeded. */
    private static final int REFUTED = 3;

    private static final int DEFAULT_EXAMPLES = 16_384;
    private static final int BLACK_BOX_EXAMPLES = 1000;
    private static final int DEFAULT_EPOCHS = 50;
    private static final int BLACK_BOX_EPOCHS = 100;
    private static final int DEFAULT_BATCH_SIZE = 8192;
    private static final double DEFAULT_EPSILON = 4;
    private static final double BLACK_BOX_EPSILON = 10;
    private static final double ERROR = 0.05;
    private static final double FALSE_POSITIVE_RATE = 0.01;
    private static final double NANOSECONDS_PER_SECOND = 1e9;

    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "records of the training (default: 16384; 1000 of final models)")
    private Integer examples;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "passes over the records (default: 50; 100 of final models)")
    private Integer epochs;

    @Mixin
    private PlanOptions privacy;

    @Option(
            names = "--records-per-person",
            paramLabel = "K",
            description = "draw people with K records each instead of examples (default: examples)")
    private Integer recordsPerPerson;

    @Option(
            names = "--target-epsilon",
            paramLabel = "E",
            description = "solve for the noise that costs this (default: " + DEFAULT_EPSILON + ", or "
                    + BLACK_BOX_EPSILON + " of final models)")
    private Double targetEpsilon;

    @Option(
            names = "--claim",
            paramLabel = "E",
            description = "the claimed epsilon (default: what this library states for the plan)")
    private Double claimed;

    @Option(
            names = "--canaries",
            paramLabel = "M",
            description = "records with their own coin and gradient (default: 10000, or all records)")
    private Integer canaries;

    @Mixin
    private FinalModelOptions finalModels;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "make coins and training repeatable (default: secure randomness)")
    private Long seed;

    @Option(names = "--json", description = "print JSON instead of text (default: no)")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        long began = System.nanoTime();
        check();
        AuditClaim claim = claim();
        if (finalModels.isSet()) {
            return auditFinalModels(claim, began);
        }
        CanaryAudit audit = audit(claim);
        engine.find();
        List<Callback> progress =
                program.terminal() && !json ? List.of(new ProgressBar(program.out(), true)) : List.of();
        AuditReport report = audit.run(progress);
        double seconds = secondsSince(began);
        program.out().println(json ? AuditJson.of(report, seconds).toPrettyString() : AuditText.of(report, seconds));
        return report.exceedsClaim() ? REFUTED : 0;
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / NANOSECONDS_PER_SECOND;
    }

    private int auditFinalModels(AuditClaim claim, long began) throws IOException {
        engine.find();
        return finalModels.isMembership() ? attackMembers(claim, began) : compareModels(claim, began);
    }

    private OptionalLong seed() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    private IntConsumer progress(int all) {
        return done -> {
            if (program.terminal() && !json) {
                program.out().print("\r" + done + " of " + all + " models" + (done < all ? "" : "\n"));
                program.out().flush();
            }
        };
    }

    private int attackMembers(AuditClaim claim, long began) throws IOException {
        LiraAttack attack = checked(() -> finalModels.attack(claim));
        LossAttack found = attack.run(
                finalModels.training(claim, engine, seed()),
                RandomStreams.of(seed()).stream(StreamPurpose.SYNTHETIC_DATA, 1),
                FALSE_POSITIVE_RATE,
                claim.delta(),
                ERROR,
                progress(1 + 2 * attack.shadowPairs()));
        MembershipAnswer answer = new MembershipAnswer(claim, attack, found, ERROR, secondsSince(began));
        program.out().println(json ? answer.json().toPrettyString() : answer.text());
        return answer.exceedsClaim() ? REFUTED : 0;
    }

    private int compareModels(AuditClaim claim, long began) throws IOException {
        BlackBoxAudit audit = checked(() -> finalModels.audit(claim, ERROR));
        BlackBoxReport report = audit.run(finalModels.training(claim, engine, seed()), progress(2 * audit.runs()));
        double seconds = secondsSince(began);
        program.out().println(json ? BlackBoxJson.of(report, seconds).toPrettyString() : AuditText.of(report, seconds));
        return report.exceedsClaim() ? REFUTED : 0;
    }

    /** Creates something from options and files; a refusal by the library is a usage error. */
    private <T> T checked(Reading<T> reading) throws IOException {
        try {
            return Usage.checked(command, () -> {
                try {
                    return reading.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private void check() {
        Optional<String> mistake = finalModels.mistake();
        if (mistake.isPresent()) {
            throw Usage.error(command, mistake.get());
        }
        if (finalModels.isSet() && (canaries != null || recordsPerPerson != null)) {
            throw Usage.error(
                    command,
                    "--canaries and --records-per-person belong to canaries: leave them out with --black-box and --membership");
        }
        if (epochs() < 1) {
            throw Usage.error(
                    command, "--epochs must be at least 1, found " + epochs + ": pass the number of epochs to audit");
        }
    }

    private int examples() {
        return examples == null ? (finalModels.isSet() ? BLACK_BOX_EXAMPLES : DEFAULT_EXAMPLES) : examples;
    }

    private int epochs() {
        return epochs == null ? (finalModels.isSet() ? BLACK_BOX_EPOCHS : DEFAULT_EPOCHS) : epochs;
    }

    /** Final models are distinguished best if each step takes all records. */
    private int batchSize() {
        if (privacy.hasBatchSize()) {
            return privacy.batchSize();
        }
        return finalModels.isSet() ? examples() : DEFAULT_BATCH_SIZE;
    }

    private AuditClaim claim() {
        if (targetEpsilon != null && privacy.mechanisms().hasNoiseMultiplier()) {
            throw Usage.error(command, "--target-epsilon solves for --noise-multiplier: leave out one of them");
        }
        SamplingScheme scheme = privacy.sampling(privacy.samplingName(), batchSize());
        PrivacyPlan plan = plan(scheme, privacy.mechanisms().noiseMultiplier());
        return Usage.checked(command, () -> {
            int stepsPerEpoch = scheme.stepsPerEpoch(examples());
            PrivacyPlan audited = privacy.mechanisms().hasNoiseMultiplier() ? plan : plan(scheme, solved(scheme));
            AuditClaim ours = AuditClaim.of(
                    new PlannedRun(audited, examples(), Math.multiplyExact((long) epochs(), stepsPerEpoch)),
                    privacy.delta());
            return claimed == null ? ours : ours.withEpsilon(claimed);
        });
    }

    private double solved(SamplingScheme scheme) {
        double usual = finalModels.isSet() ? BLACK_BOX_EPSILON : DEFAULT_EPSILON;
        double epsilon = targetEpsilon == null ? usual : targetEpsilon;
        return new PrivacyTarget(epsilon, privacy.delta(), epochs(), examples())
                .noiseMultiplier(noise -> plan(scheme, noise), PldAccountant::new);
    }

    private PrivacyPlan plan(SamplingScheme scheme, double noiseMultiplier) {
        PrivacyPlan plan = privacy.plan(scheme, noiseMultiplier);
        if (finalModels.isSet()) {
            return Usage.checked(command, () -> plan.withPublicSize(examples()));
        }
        return recordsPerPerson == null
                ? plan
                : Usage.checked(
                        command,
                        () -> plan.withPeople(
                                new PersonProtection(recordsPerPerson, PersonProtection.Way.PEOPLE_DRAWN)));
    }

    private CanaryAudit audit(AuditClaim claim) {
        return Usage.checked(command, () -> {
            CanaryAudit audit = CanaryAudit.of(claim).withEngine(engine.device(), engine.execution());
            CanaryAudit counted = canaries == null ? audit : audit.withCanaries(canaries);
            return seed == null ? counted : counted.withSeed(seed);
        });
    }
}
