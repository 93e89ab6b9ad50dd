package org.dpmodel.cli.reproduce;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.callbacks.RunRecord;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.graph.LibraryVersion;

/**
 * Trains tasks and stores the results. A completed run has a file that says so; an interrupted one is started again,
 * since its timing and its stream of random numbers belong to one process.
 *
 * @param program runs the trainings
 * @param folder the folder for results
 */
record RecipeRunner(ProgramContext program, Path folder) {
    private static final String ACCURACY = "Accuracy";
    private static final String THROUGH = "all epochs done";
    private static final double NANOSECONDS_PER_SECOND = 1e9;
    private static final double MILLISECONDS_PER_SECOND = 1e3;

    /** The result of a task from an earlier call. */
    Optional<ReproducedRun> kept(RecipeTask task) throws IOException {
        return ReproducedRun.read(task.result(folder), task);
    }

    /**
     * Trains a task.
     *
     * @return the result; empty if the training was interrupted, for example by Ctrl-C
     * @throws IOException if the training fails, with its last message
     */
    Optional<ReproducedRun> train(RecipeTask task) throws IOException {
        Path run = task.run(folder);
        deleteInterrupted(run);
        Files.createDirectories(run);
        long began = System.nanoTime();
        int exit;
        try (PrintStream log = new PrintStream(Files.newOutputStream(task.log(folder)), true, StandardCharsets.UTF_8)) {
            exit = program.run(task.command(folder), log);
        }
        if (exit != 0) {
            throw new IOException(task + " failed: " + lastLine(task.log(folder)) + " (" + task.log(folder)
                    + " has its whole output)");
        }
        double seconds = (System.nanoTime() - began) / NANOSECONDS_PER_SECOND;
        Optional<ReproducedRun> result = result(task, RunRecord.read(run), seconds);
        if (result.isPresent()) {
            result.get().write(task.result(folder));
        }
        return result;
    }

    private static Optional<ReproducedRun> result(RecipeTask task, RunRecord record, double seconds) {
        List<RunRecord.Line> lines = record.lines();
        boolean through = !lines.isEmpty()
                && lines.get(lines.size() - 1) instanceof RunRecord.End end
                && end.reason().equals(THROUGH);
        if (!through) {
            return Optional.empty();
        }
        List<RunRecord.Epoch> epochs = record.epochs();
        RunRecord.Epoch last = epochs.get(epochs.size() - 1);
        double milliseconds = 0;
        long before = 0;
        for (RunRecord.Epoch epoch : epochs) {
            milliseconds += epoch.stepMilliseconds() * (epoch.step() - before);
            before = epoch.step();
        }
        return Optional.of(new ReproducedRun(
                task,
                last.metrics().get(ACCURACY),
                last.epsilon(),
                last.delta().orElse(record.begin().orElseThrow().delta()),
                last.step(),
                milliseconds / MILLISECONDS_PER_SECOND,
                seconds,
                LibraryVersion.current()));
    }

    private static void deleteInterrupted(Path run) throws IOException {
        if (!Files.exists(run)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(run)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    }
}
