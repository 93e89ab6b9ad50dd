package org.dpmodel.cli.audit;

import java.util.List;
import java.util.concurrent.Callable;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.AuditReport;
import org.dpmodel.audit.CanaryAudit;
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
import org.dpmodel.sampling.SamplingScheme;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Trains a plan once, on canaries, and says what that was seen to reveal. */
@Command(
        name = "audit",
        description =
                "Trains a plan once, on canaries, and compares what the released steps reveal with what is claimed.",
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
            "  ./dpmodel audit --noise-multiplier 2.5 --claim 2                what somebody says that this noise costs",
            "  ./dpmodel audit --sampling balls-in-bins --batch-size 1024 --json"
        })
public final class AuditCommand implements Callable<Integer> {
    /** No failure, and no usage error: the audit has done its work. */
    private static final int REFUTED = 3;

    private static final int USUAL_BATCH_SIZE = 8192;
    private static final double USUAL_EPSILON = 4;
    private static final double NANOSECONDS_PER_SECOND = 1e9;

    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "16384",
            description = "records of the training (default: ${DEFAULT-VALUE})")
    private int examples;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "50",
            description = "passes over the records (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Mixin
    private PlanOptions privacy;

    @Option(
            names = "--records-per-person",
            paramLabel = "K",
            description = "--examples are people with K records each, drawn as people (default: examples)")
    private Integer recordsPerPerson;

    @Option(
            names = "--target-epsilon",
            paramLabel = "E",
            description = "solve for the noise with which all epochs cost this (default: " + USUAL_EPSILON
                    + ", if no noise is given)")
    private Double targetEpsilon;

    @Option(
            names = "--claim",
            paramLabel = "E",
            description = "the epsilon that is claimed (default: what this library states for the plan)")
    private Double claimed;

    @Option(
            names = "--canaries",
            paramLabel = "M",
            description = "records with a coin and a gradient of their own (default: 10000, or all records)")
    private Integer canaries;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "coins and training that can be repeated (default: secure randomness)")
    private Long seed;

    @Option(names = "--json", description = "print JSON instead of text (default: no)")
    private boolean json;

    @Override
    public Integer call() {
        long began = System.nanoTime();
        AuditClaim claim = claim();
        CanaryAudit audit = audit(claim);
        engine.find();
        List<Callback> progress =
                program.terminal() && !json ? List.of(new ProgressBar(program.out(), true)) : List.of();
        AuditReport report = audit.run(progress);
        double seconds = (System.nanoTime() - began) / NANOSECONDS_PER_SECOND;
        program.out().println(json ? AuditJson.of(report, seconds).toPrettyString() : AuditText.of(report, seconds));
        return report.exceedsClaim() ? REFUTED : 0;
    }

    private AuditClaim claim() {
        if (targetEpsilon != null && privacy.mechanisms().hasNoiseMultiplier()) {
            throw Usage.error(command, "--target-epsilon solves for --noise-multiplier: leave out one of them");
        }
        if (epochs < 1) {
            throw Usage.error(command, "--epochs must be at least 1, found " + epochs + ": pass the passes to audit");
        }
        SamplingScheme scheme = privacy.sampling(
                privacy.samplingName(), privacy.hasBatchSize() ? privacy.batchSize() : USUAL_BATCH_SIZE);
        PrivacyPlan plan = plan(scheme, privacy.mechanisms().noiseMultiplier());
        return Usage.checked(command, () -> {
            int stepsPerEpoch = scheme.stepsPerEpoch(examples);
            PrivacyPlan audited =
                    privacy.mechanisms().hasNoiseMultiplier() ? plan : plan(scheme, solved(scheme));
            AuditClaim ours = AuditClaim.of(
                    new PlannedRun(audited, examples, Math.multiplyExact((long) epochs, stepsPerEpoch)),
                    privacy.delta());
            return claimed == null ? ours : ours.withEpsilon(claimed);
        });
    }

    private double solved(SamplingScheme scheme) {
        double epsilon = targetEpsilon == null ? USUAL_EPSILON : targetEpsilon;
        return new PrivacyTarget(epsilon, privacy.delta(), epochs, examples)
                .noiseMultiplier(noise -> plan(scheme, noise), PldAccountant::new);
    }

    private PrivacyPlan plan(SamplingScheme scheme, double noiseMultiplier) {
        PrivacyPlan plan = privacy.plan(scheme, noiseMultiplier);
        return recordsPerPerson == null
                ? plan
                : Usage.checked(
                        command,
                        () -> plan.withPeople(new PersonProtection(recordsPerPerson, PersonProtection.Way.PEOPLE_DRAWN)));
    }

    private CanaryAudit audit(AuditClaim claim) {
        return Usage.checked(command, () -> {
            CanaryAudit audit = CanaryAudit.of(claim).withEngine(engine.device(), engine.execution());
            CanaryAudit counted = canaries == null ? audit : audit.withCanaries(canaries);
            return seed == null ? counted : counted.withSeed(seed);
        });
    }
}
