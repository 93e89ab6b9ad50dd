package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dry run says what a training would say before its first step, and leaves nothing behind. */
class DryRunTest {
    @TempDir
    Path folder;

    private Execution train(String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--examples", "2000", "--test-examples", "100"));
        arguments.addAll(List.of("--model", "mlp", "--epochs", "1", "--target-epsilon", "3"));
        arguments.addAll(
                List.of("--checkpoint-dir", folder.resolve("checkpoints").toString()));
        arguments.addAll(List.of("--run-dir", folder.resolve("run").toString()));
        arguments.addAll(List.of(more));
        return Execution.of(arguments.toArray(String[]::new));
    }

    private static List<String> header(Execution training) {
        return training.out()
                .lines()
                .takeWhile(line -> !line.startsWith("privacy "))
                .toList();
    }

    @Test
    void thePriceIsSaidAndNothingIsDone() throws IOException {
        Execution dry = train("--dry-run", "--budget-epsilon", "2").succeeds();
        assertTrue(dry.after("privacy ").contains("after 1 epoch"), dry.out());
        assertTrue(dry.out().contains("the budget does not last"), dry.out());
        assertTrue(dry.out().contains("examples stay apart"), dry.out());
        assertTrue(dry.out().strip().endsWith("Leave out --dry-run to train."), dry.out());
        assertFalse(dry.out().contains("Starting Training") || dry.out().contains("Differentially private"), dry.out());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
        List<String> said = header(train("--dry-run").succeeds());
        assertEquals(header(train().succeeds()), said);
    }

    /** Rule 15: the statement will lead with the sum, so the price is said with it. */
    @Test
    void weightsThatWereTrainedBeforeHaveTheirPriceInIt() throws IOException {
        train().succeeds();
        String model = folder.resolve("run").resolve("model.onnx").toString();
        String[] again = {
            "train",
            "--network",
            model,
            "--examples",
            "2000",
            "--test-examples",
            "100",
            "--epochs",
            "1",
            "--noise-multiplier",
            "2",
            "--checkpoint-dir",
            folder.resolve("again").toString()
        };
        String[] dry = Arrays.copyOf(again, again.length + 1);
        dry[again.length] = "--dry-run";
        Execution said = Execution.of(dry).succeeds();
        String stated = Execution.of(again).succeeds().after("Differentially private with epsilon = ");
        assertTrue(stated.contains("for anyone in the data of all 2 trainings"), stated);
        String total = said.after("             epsilon ");
        assertTrue(total.contains(" at delta 2.0E-5 with what the weights have cost before"), total);
        // Charged at once and charged step by step, privacy losses are on different grids.
        assertEquals(number(stated), number(total), 2e-3 * number(stated));
        String[] declared = Arrays.copyOf(dry, dry.length + 1);
        declared[dry.length] = "--other-people";
        assertFalse(Execution.of(declared).succeeds().out().contains("have cost before"));
    }

    private static double number(String begin) {
        return Double.parseDouble(begin.substring(0, begin.indexOf(' ')));
    }

    @Test
    void whatIsWrongIsFoundWithoutTraining() {
        train("--dry-run", "--noise-multiplier", "1").isUsageError("--target-epsilon");
        train("--dry-run", "--resume").isUsageError("--dry-run", "--resume");
        Execution.of("train", "--epochs", "0").isUsageError("found 0", "--dry-run");
        Execution.of("tune", "--tune-dir", folder.resolve("t").toString(), "--validation", "public", "--dry-run")
                .isUsageError("--dry-run is for train only");
    }
}
