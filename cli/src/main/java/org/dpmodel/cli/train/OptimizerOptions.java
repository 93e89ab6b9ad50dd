package org.dpmodel.cli.train;

import java.util.Locale;
import java.util.Optional;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.optimizer.Averaging;
import org.dpmodel.optimizer.LearningRateSchedule;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.Optimizers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the optimizer. */
final class OptimizerOptions {
    private static final double DEFAULT_MOMENTUM = 0.9;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "momentum",
            description = "sgd, momentum, nesterov, adam, adamw, adambc or adagrad (default: ${DEFAULT-VALUE})")
    private String name;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = "(default: 0.5, sgd 5, adam 0.002, adambc 0.001, adagrad 0.02; smaller without privacy)")
    private Double learningRate;

    @Option(
            names = "--momentum",
            paramLabel = "M",
            description = "of momentum and nesterov (default: " + DEFAULT_MOMENTUM + ")")
    private Double momentum;

    @Option(
            names = "--average",
            paramLabel = "A",
            description =
                    "evaluate and save an average of all steps' parameters: ema:0.99 or tail:0.5 (default: the last)")
    private String average;

    Optional<Averaging> averaging() {
        return Usage.checked(command, () -> Optional.ofNullable(average).map(Averaging::byName));
    }

    Optimizer optimizer(boolean withPrivacy) {
        return Usage.checked(command, () -> {
            double rate = learningRate == null ? usualLearningRate(withPrivacy) : learningRate;
            double inertia = momentum == null ? DEFAULT_MOMENTUM : momentum;
            return switch (lowerCaseName()) {
                case "momentum" -> Optimizers.momentum(rate, inertia);
                case "nesterov" -> Optimizers.nesterov(rate, inertia);
                default -> withoutMomentum(rate);
            };
        });
    }

    /** A description, for the header. */
    String description(boolean withPrivacy) {
        double rate = learningRate == null ? usualLearningRate(withPrivacy) : learningRate;
        boolean inert = lowerCaseName().equals("momentum") || lowerCaseName().equals("nesterov");
        return lowerCaseName() + ", learning rate " + rate
                + (inert ? ", momentum " + (momentum == null ? DEFAULT_MOMENTUM : momentum) : "")
                + averaging().map(averaging -> ", averaged " + averaging.name()).orElse("");
    }

    private Optimizer withoutMomentum(double rate) {
        if (momentum != null) {
            throw Usage.error(
                    command,
                    "--momentum belongs to --optimizer momentum and nesterov, found " + name + ": leave it out");
        }
        return Optimizers.byName(name, LearningRateSchedule.constant(rate));
    }

    /** Clipped gradients are short, so private training uses larger learning rates; Adam does not depend on the scale. */
    private double usualLearningRate(boolean withPrivacy) {
        return switch (lowerCaseName()) {
            case "sgd" -> withPrivacy ? 5 : 0.5;
            case "adam", "adamw" -> withPrivacy ? 0.002 : 0.001;
            case "adambc" -> 0.001;
            case "adagrad" -> withPrivacy ? 0.02 : 0.01;
            default -> withPrivacy ? 0.5 : 0.05;
        };
    }

    private String lowerCaseName() {
        return name.toLowerCase(Locale.ROOT);
    }
}
