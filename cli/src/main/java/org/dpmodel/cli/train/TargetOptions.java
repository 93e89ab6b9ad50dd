package org.dpmodel.cli.train;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.cli.options.PlanOptions;
import org.dpmodel.cli.options.Usage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option for the cost of all epochs, given instead of a noise multiplier. */
final class TargetOptions {
    private static final Logger BUDGET_LOG = Logger.getLogger(PrivacyBudget.class.getName());

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--target-epsilon",
            paramLabel = "E",
            description = "solve for the noise at which all --epochs cost this at --delta (default: no target)")
    private Double targetEpsilon;

    /** Whether the noise is solved for. */
    boolean isSet() {
        return targetEpsilon != null;
    }

    /** Validates the options before any expensive work. */
    void check(boolean withPrivacy, PlanOptions privacy) {
        // The report contains what the library would log about targets and budgets.
        BUDGET_LOG.setLevel(Level.OFF);
        if (!isSet()) {
            return;
        }
        if (!withPrivacy) {
            throw Usage.error(command, "--target-epsilon needs privacy: leave out --without-privacy");
        }
        if (privacy.mechanisms().hasNoiseMultiplier()) {
            throw Usage.error(
                    command,
                    "--target-epsilon solves for --noise-multiplier: leave out one of them, or pass --budget-epsilon "
                            + "to stop when the budget is used up");
        }
        if (!(targetEpsilon > 0 && targetEpsilon <= Double.MAX_VALUE)) {
            throw Usage.error(command, "--target-epsilon must be positive, found " + targetEpsilon + ": 3 is usual");
        }
    }

    void applyTo(DPModelBuilder builder, PlanOptions privacy, int epochs, int examples) {
        if (isSet()) {
            builder.targetEpsilon(targetEpsilon, privacy.delta(), privacy.mechanisms()::noise)
                    .epochs(epochs)
                    .datasetSize(examples);
        }
    }

    /** A description of the target and the noise that was found, for the header; empty if there is no target. */
    Optional<String> description(DPModel model, double delta) {
        return model.plan()
                .filter(plan -> isSet())
                .map(plan -> "epsilon " + targetEpsilon + " at delta " + delta
                        + " after all epochs, which needs a noise multiplier of "
                        + plan.noise().noiseMultiplier(0));
    }
}
