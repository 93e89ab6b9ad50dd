package org.dpmodel.callbacks;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.validation.Require;

/**
 * When a {@link ModelCheckpoint} saves, how many files it keeps and what they are called. Immutable; each method returns
 * a changed copy.
 *
 * @param steps steps from one file to the next
 * @param keep maximum number of files to keep
 * @param prefix start of the files' names; empty for {@code checkpoint_} and the network's name
 */
public record CheckpointSchedule(int steps, int keep, Optional<String> prefix) {
    /**
     * Checks the numbers and the prefix.
     *
     * @throws IllegalArgumentException if a number is below 1, or the prefix is empty or contains a path separator
     */
    public CheckpointSchedule {
        Require.atLeast("steps", steps, 1, "pass the number of steps between checkpoints");
        Require.atLeast("keep", keep, 1, "pass the maximum number of files to keep");
        prefix.ifPresent(CheckpointSchedule::checkPrefix);
    }

    private static void checkPrefix(String prefix) {
        if (prefix.isEmpty() || prefix.contains("/") || prefix.contains("\\")) {
            throw Require.broken(
                    "prefix",
                    "must be the beginning of a file name, without '/' and '\\'",
                    "'" + prefix + "'",
                    "set the directory with in(directory)");
        }
    }

    /**
     * This schedule with a different number of files.
     *
     * @param files maximum number of files to keep, at least 1; 5 by default, as in MindSpore
     * @return the changed schedule
     */
    public CheckpointSchedule keep(int files) {
        return new CheckpointSchedule(steps, files, prefix);
    }

    /**
     * This schedule with different names.
     *
     * @param name start of the files' names, before {@code -epoch_step.onnx}
     * @return the changed schedule
     */
    public CheckpointSchedule prefix(String name) {
        return new CheckpointSchedule(steps, keep, Optional.of(name));
    }

    /**
     * A callback that follows this schedule.
     *
     * @param directory where files are written; created if it is missing
     * @return the callback, for one run
     */
    public ModelCheckpoint in(Path directory) {
        return new ModelCheckpoint(this, Objects.requireNonNull(directory, "directory"));
    }
}
