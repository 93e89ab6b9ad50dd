package org.dpmodel.cli.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceTest {
    private static final List<String> TINY = List.of(
            "--",
            "--model",
            "mlp",
            "--examples",
            "300",
            "--test-examples",
            "100",
            "--batch-size",
            "100",
            "--epochs",
            "1");

    @TempDir
    Path folder;

    private Execution reproduce(String... own) {
        List<String> arguments = new ArrayList<>(List.of("reproduce", "-o", folder.toString()));
        arguments.addAll(Arrays.asList(own));
        arguments.addAll(TINY);
        return Execution.of(arguments.toArray(String[]::new));
    }

    private Path run(String recipe, String name) {
        return folder.resolve(recipe).resolve(name);
    }

    @Test
    void finishedRunsAreKeptAndBrokenOffOnesBegunAnew() throws IOException {
        Execution first = reproduce("--recipes", "tf-privacy", "--seeds", "1").succeeds();
        assertTrue(first.out().contains("tf-privacy, seed 1: training ..."), first.out());
        String kept = Files.readString(run("tf-privacy", "seed-1.json"));

        // what a process leaves that was killed in the second run: no end, no result
        Path broken = Files.createDirectories(run("tf-privacy", "seed-2"));
        for (String file : List.of("ledger.jsonl", "history.jsonl")) {
            List<String> lines = Files.readAllLines(run("tf-privacy", "seed-1").resolve(file));
            Files.write(broken.resolve(file), lines.subList(0, lines.size() - 1));
        }
        Execution second = reproduce("--recipes", "tf-privacy", "--seeds", "2").succeeds();
        assertTrue(second.out().contains("tf-privacy, seed 1: kept, accuracy "), second.out());
        assertTrue(second.out().contains("tf-privacy, seed 2: training ..."), second.out());
        assertEquals(kept, Files.readString(run("tf-privacy", "seed-1.json")));

        JsonNode table = new ObjectMapper().readTree(Files.readString(folder.resolve("table.json")));
        JsonNode runs = table.at("/recipes/0/runs");
        assertEquals(2, runs.size());
        double one = runs.get(0).get("accuracy").doubleValue();
        double other = runs.get(1).get("accuracy").doubleValue();
        assertEquals((one + other) / 2, table.at("/recipes/0/meanAccuracy").doubleValue(), 1e-12);
        assertEquals(
                Math.abs(one - other) / Math.sqrt(2),
                table.at("/recipes/0/standardDeviation").doubleValue(),
                1e-12);
        assertEquals(3, runs.get(1).get("steps").intValue());
        assertTrue(Files.exists(run("tf-privacy", "seed-2/ledger.jsonl")));
        assertTrue(Files.readString(run("tf-privacy", "seed-2.log")).contains("tf-privacy"), "the log of the run");
    }

    @Test
    void theTableStandsBesidePublishedRowsAndSaysWhatWasTuned() throws IOException {
        Execution both =
                reproduce("--recipes", "baseline,scattering", "--seeds", "1").succeeds();
        assertTrue(both.after("baseline  ").contains("infinite"), both.out());
        String markdown = Files.readString(folder.resolve("table.md"));
        assertTrue(markdown.contains("| scattering | "), markdown);
        assertTrue(markdown.contains("| Papernot et al. 2021, arXiv:2007.14191 | "), markdown);
        assertTrue(markdown.contains("| 96.80 % | 1 |"), markdown);
        assertTrue(
                markdown.contains("Settings of scattering were chosen by accuracy on MNIST's test images"), markdown);
        assertFalse(markdown.contains("Settings of baseline"), markdown);
    }

    @Test
    void runsOfOtherSettingsDoNotGetIntoTheTable() throws IOException {
        reproduce("--recipes", "baseline", "--seeds", "1").succeeds();
        Execution.of(
                        "reproduce",
                        "-o",
                        folder.toString(),
                        "--recipes",
                        "baseline",
                        "--seeds",
                        "1",
                        "--",
                        "--model",
                        "mlp")
                .fails("seed-1.json", "must be of a run with the options", "pass another folder");
        Files.writeString(run("baseline", "seed-1.json"), "{");
        reproduce("--recipes", "baseline", "--seeds", "1").fails("seed-1.json is damaged");
    }

    @Test
    void aTrainingThatFailsEndsItWithWhatItSaid() {
        Execution.of("reproduce", "-o", folder.toString(), "--recipes", "honest", "--data-path", folder.toString())
                .fails("honest, seed 1 failed", "seed-1.log");
    }

    @Test
    void wrongOptionsAreUsageErrors() {
        Execution.of("reproduce").isUsageError("--output");
        reproduce("--seeds", "0").isUsageError("--seeds must be at least 1", "0");
        reproduce("--recipes", "scattering,best").isUsageError("must be one of", "mindarmour-ada", "best");
    }
}
