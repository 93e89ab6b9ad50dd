package org.dpmodel.cli.options;

import org.dpmodel.Losses;
import org.dpmodel.graph.loss.Loss;
import picocli.CommandLine.Model.CommandSpec;

/** Losses by their names on the command line. */
public final class LossName {
    /** The loss for classes, which takes logits. */
    public static final String CROSS_ENTROPY = "cross-entropy";

    /** The loss for numbers. */
    public static final String SQUARED_ERROR = "squared-error";

    private LossName() {}

    /**
     * The loss with a name.
     *
     * @param command the command with the option {@code --loss}
     * @param name the option's value
     * @return the loss
     * @throws picocli.CommandLine.ParameterException if no loss has that name
     */
    public static Loss parse(CommandSpec command, String name) {
        return switch (name) {
            case CROSS_ENTROPY -> Losses.softmaxCrossEntropy();
            case SQUARED_ERROR -> Losses.meanSquaredError();
            default -> throw Usage.error(command, "--loss must be cross-entropy or squared-error, found " + name);
        };
    }
}
