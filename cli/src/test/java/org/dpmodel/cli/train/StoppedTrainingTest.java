package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dpmodel.cli.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the first epoch: what was spent and what is left of the model are said, before anything is measured. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: signals are tried on Linux only")
class StoppedTrainingTest {
    private static final int STEPS = 5;
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    Path directory;

    @Test
    void aTrainingThatIsStoppedInItsFirstEpochSaysWhatItCost() throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        Path ledger = directory.resolve("run/ledger.jsonl");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "train",
                        "--examples=4000",
                        "--test-examples=1000",
                        "--batch-size=8",
                        "--epochs=2",
                        "--run-dir=" + directory.resolve("run"),
                        "--checkpoint-dir=" + directory.resolve("checkpoints")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            for (int i = 0; i < 10 * PATIENCE_SECONDS && steps(ledger) < STEPS; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            process.destroy();
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        int statement = text.indexOf("Differentially private with epsilon = ");
        int saved = text.indexOf("Saved ");
        assertTrue(text.contains("Interrupted: the model stays at step "), text);
        assertTrue(statement > 0 && saved > statement, text);
        assertTrue(text.indexOf("Accuracy: ") < 0 || text.indexOf("Accuracy: ") > saved, text);
        try (Stream<Path> files = Files.list(directory.resolve("checkpoints"))) {
            assertTrue(files.findAny().isPresent(), text);
        }
    }

    private static long steps(Path ledger) throws IOException {
        if (!Files.exists(ledger)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(ledger)) {
            return lines.filter(line -> line.contains("\"type\":\"step\"")).count();
        }
    }
}
