package org.dpmodel.callbacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/**
 * Saves the model after every given number of steps and at the end of the training, as MindSpore's {@code
 * ModelCheckpoint} does, in ONNX files that contain the privacy statement of that step:
 *
 * <pre>
 * ModelCheckpoint.every(234).keep(10).in(directory)      directory/checkpoint_lenet-10_234.onnx
 * </pre>
 *
 * <p>A name is {@code prefix-epoch_stepInEpoch.onnx}. If the directory holds files of that prefix when the training
 * begins, the prefix becomes {@code prefix_1}, then {@code prefix_2} and so on, so that no run overwrites another one's
 * files. When there are more than {@code keep} files, the oldest of this run are deleted, never those of other runs. A
 * file is complete or absent, never half written.
 *
 * <p>Every file that leaves your hands is covered by the statement inside it: later steps spend more.
 */
public final class ModelCheckpoint implements Callback {
    private static final int DEFAULT_KEEP = 5;

    private final CheckpointSchedule schedule;
    private final Path directory;
    private final Deque<Path> files = new ArrayDeque<>();
    private String prefix;
    private long lastSaved;
    private boolean failed;

    ModelCheckpoint(CheckpointSchedule schedule, Path directory) {
        this.schedule = schedule;
        this.directory = directory;
    }

    /**
     * Begins the settings of a callback; they end with {@link CheckpointSchedule#in}.
     *
     * @param steps steps from one file to the next, at least 1
     * @return a schedule that keeps five files
     */
    public static CheckpointSchedule every(int steps) {
        return new CheckpointSchedule(steps, DEFAULT_KEEP, Optional.empty());
    }

    /**
     * The file that was saved last.
     *
     * @return the file, or empty if none was saved yet
     */
    public Optional<Path> latestFile() {
        return Optional.ofNullable(files.peekLast());
    }

    /**
     * Chooses the prefix.
     *
     * @throws UncheckedIOException if the directory cannot be made, read or written, before anything is charged
     */
    @Override
    public void onTrainBegin(RunContext context) {
        lastSaved = context.step();
        failed = false;
        String wanted = schedule.prefix()
                .orElseGet(() -> "checkpoint_" + context.model().name());
        try {
            Files.createDirectories(directory);
            // Otherwise a whole epoch would be charged before the first file shows that none can be written.
            Files.delete(Files.createTempFile(directory, ".", ".tmp"));
            prefix = unusedPrefix(wanted);
        } catch (IOException e) {
            failed = true;
            throw new UncheckedIOException(
                    "cannot use " + directory + " for checkpoints (" + e + "): pass a writable folder", e);
        }
    }

    /**
     * Saves if it is time to.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainStepEnd(RunContext context) {
        if (context.step() - lastSaved >= schedule.steps()) {
            save(context);
        }
    }

    /**
     * Saves the last step, unless it is already saved or saving has failed before.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    @Override
    public void onTrainEnd(RunContext context) {
        if (context.step() > lastSaved && !failed) {
            save(context);
        }
    }

    private void save(RunContext context) {
        Path file = directory.resolve(prefix + "-" + context.epoch() + "_" + context.stepInEpoch() + ".onnx");
        try {
            context.model().save(file);
            lastSaved = context.step();
            files.addLast(file);
            while (files.size() > schedule.keep()) {
                Files.deleteIfExists(files.removeFirst());
            }
        } catch (IOException e) {
            failed = true;
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** MindSpore's rule: one more than the largest number that follows the prefix in any checkpoint's name. */
    private String unusedPrefix(String wanted) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(wanted) + "(?:_(\\d{1,9}))?-\\d+_\\d+\\.onnx");
        try (Stream<Path> found = Files.list(directory)) {
            int next = found.map(file -> name.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(match -> match.group(1) == null ? 1 : Integer.parseInt(match.group(1)) + 1)
                    .max()
                    .orElse(0);
            return next == 0 ? wanted : wanted + "_" + next;
        }
    }
}
