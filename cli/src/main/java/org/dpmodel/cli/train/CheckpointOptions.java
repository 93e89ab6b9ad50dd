package org.dpmodel.cli.train;

import java.nio.file.Path;
import org.dpmodel.callbacks.ModelCheckpoint;
import org.dpmodel.cli.options.Usage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for saving the model. */
final class CheckpointOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "DIR",
            defaultValue = "checkpoints",
            description = "where checkpoints go (default: ${DEFAULT-VALUE})")
    private Path directory;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "STEPS",
            description = "steps between checkpoints (default: an epoch)")
    private Integer steps;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "10",
            description = "maximum number of checkpoints of this run to keep (default: ${DEFAULT-VALUE})")
    private int keep;

    ModelCheckpoint callback(int stepsPerEpoch) {
        return Usage.checked(command, () -> ModelCheckpoint.every(steps == null ? stepsPerEpoch : steps)
                .keep(keep)
                .in(directory));
    }

    /** A description, for the header. */
    String description() {
        return directory + ", " + (steps == null ? "every epoch" : "every " + steps + " steps") + ", the last " + keep
                + " kept";
    }
}
