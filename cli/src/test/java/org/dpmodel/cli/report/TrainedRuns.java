package org.dpmodel.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.cli.Execution;

/** Small real trainings that keep their run in a folder. */
final class TrainedRuns {
    static final int STEPS = 20;

    private TrainedRuns() {}

    /** Two epochs of ten steps on synthetic digits, and what the program said. */
    static Execution train(Path folder, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--model",
                "mlp",
                "--examples",
                "600",
                "--test-examples",
                "200",
                "--batch-size",
                "60",
                "--checkpoint-dir",
                folder.resolveSibling("checkpoints").toString(),
                "--run-dir",
                folder.toString()));
        arguments.addAll(Arrays.asList(more));
        if (!arguments.contains("--epochs")) {
            arguments.addAll(List.of("--epochs", "2"));
        }
        return Execution.of(arguments.toArray(String[]::new)).succeeds();
    }

    /** A copy of a run's folder, or of some files of it. */
    static Path copy(Path folder, Path to, String... files) throws IOException {
        Files.createDirectories(to);
        for (String file : files) {
            Files.copy(folder.resolve(file), to.resolve(file));
        }
        return to;
    }

    /** Keeps the first lines of a file. */
    static void cut(Path file, int lines) throws IOException {
        List<String> all = Files.readAllLines(file);
        Files.writeString(file, String.join("\n", all.subList(0, lines)) + "\n");
    }

    static int lines(Path file) throws IOException {
        return Files.readAllLines(file).size();
    }
}
