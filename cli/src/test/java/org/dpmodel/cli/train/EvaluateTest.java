package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many checkpoints are measured at once, on digits and on tables, for people and for programs. */
class EvaluateTest {
    private static final String DIGITS = "--test-examples=200";

    @TempDir
    Path folder;

    private List<Path> checkpoints(String... more) throws IOException {
        Path directory = folder.resolve("checkpoints");
        Execution.of(Stream.concat(Stream.of("train", "--checkpoint-dir", directory.toString()), Stream.of(more))
                        .toArray(String[]::new))
                .succeeds();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> ofDigits() throws IOException {
        return checkpoints("--model", "mlp", "--examples", "300", "--batch-size", "30", "--epochs", "2", DIGITS);
    }

    @Test
    void aTableHasALineForEachCheckpoint() throws IOException {
        List<Path> files = ofDigits();
        String out = Execution.of(
                        "evaluate", files.get(0).toString(), files.get(1).toString(), DIGITS)
                .succeeds()
                .out();
        List<String> lines = out.lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.matches("file +steps +epsilon +delta +Accuracy")), out);
        for (Path file : files) {
            String epsilon = Checkpoint.read(file).statement().orElseThrow().displayedEpsilon();
            String alone = Execution.of("evaluate", file.toString(), DIGITS)
                    .succeeds()
                    .out()
                    .replaceAll("(?s).*Accuracy: ([0-9.]+) .*", "$1");
            assertTrue(
                    lines.stream()
                            .anyMatch(line ->
                                    line.matches("\\Q" + file + "\\E +\\d+ +" + epsilon + " +1.0E-5 +" + alone)),
                    out);
        }
        // Rule 15: the best of them by accuracy depends on all of them.
        String last = Checkpoint.read(files.get(1)).statement().orElseThrow().displayedEpsilon();
        assertTrue(out.contains("the chosen one costs the epsilon of the last, " + last), out);
        String one = Execution.of(
                        "evaluate", files.get(0).toString(), files.get(0).toString(), DIGITS)
                .succeeds()
                .out();
        assertFalse(one.contains("Choosing one"), one);
    }

    /** Models of as many steps are from several trainings, as of several learning rates, whose costs add up. */
    @Test
    void choosingAmongTrainingsOfTheSameLengthCostsAllOfThem() throws IOException {
        Path file = ofDigits().get(0);
        Path other = Files.copy(file, file.resolveSibling("another.onnx"));
        String out = Execution.of("evaluate", file.toString(), other.toString(), DIGITS)
                .succeeds()
                .out();
        assertTrue(
                out.contains("Choosing one of these models by these numbers uses all of them: if they are from"
                        + " several on the same people, use ./dpmodel compare or tune."),
                out);
    }

    @Test
    void programsReadJsonAndCsv() throws IOException {
        List<Path> files = ofDigits();
        Path foreign = Files.writeString(folder.resolve("text.onnx"), "hello");
        Execution json = Execution.of(
                "evaluate",
                files.get(0).toString(),
                foreign.toString(),
                files.get(1).toString(),
                DIGITS,
                "--json");
        assertEquals(1, json.exitCode());
        assertTrue(json.err().contains("text.onnx"), json.err());
        JsonNode read = new ObjectMapper().readTree(json.out());
        assertEquals(200, read.get("examples").intValue());
        assertEquals(3, read.get("models").size());
        assertTrue(read.at("/models/1/error").asText().contains("not an ONNX model"), json.out());
        assertTrue(read.at("/models/1/statement").isNull());
        double accuracy = read.at("/models/2/metrics/Accuracy").doubleValue();
        assertTrue(accuracy > 0 && accuracy <= 1);
        assertEquals(20, read.at("/models/2/statement/steps").intValue());

        Execution csv = Execution.of("evaluate", files.get(1).toString(), DIGITS, "--csv")
                .succeeds();
        List<String> lines = csv.out().lines().toList();
        assertEquals(2, lines.size(), csv.out());
        assertEquals("file,steps,epsilon,delta,Accuracy", lines.get(0));
        assertTrue(
                lines.get(1).startsWith(files.get(1) + ",20,") && lines.get(1).endsWith("," + accuracy), csv.out());
        Execution.of("evaluate", "a.onnx", "--csv", "--json").isUsageError("--json and --csv");
    }

    @Test
    void tablesAreMeasuredByTheSchemaOfTheModelOrAnother() throws IOException {
        Random random = new Random(4);
        StringBuilder rows = new StringBuilder("age,ill\n");
        for (int i = 0; i < 300; i++) {
            int age = random.nextInt(100);
            rows.append(age).append(age < 50 ? ",0\n" : ",1\n");
        }
        Path csv = Files.writeString(folder.resolve("visits.csv"), rows);
        Path schema = Files.writeString(folder.resolve("visits.json"), """
                {"columns": [{"name": "age", "kind": "number", "min": 0, "max": 100}],
                 "target": {"name": "ill", "kind": "classes", "classes": {"no": ["0"], "yes": ["1"]}}}
                """);
        List<Path> files = checkpoints(
                "--data", csv.toString(), "--schema", schema.toString(), "--batch-size", "40", "--epochs", "10");
        Path last = files.stream()
                .max(java.util.Comparator.comparingLong(file -> file.toFile().lastModified()))
                .orElseThrow();
        Execution own = Execution.of("evaluate", last.toString(), "--data", csv.toString())
                .succeeds();
        assertTrue(own.out().contains("300 examples") && own.out().contains("as private as the rows"), own.out());
        assertTrue(own.out().contains("AUC"), own.out());
        Execution given = Execution.of(
                        "evaluate", last.toString(), "--data", csv.toString(), "--schema", schema.toString())
                .succeeds();
        assertEquals(own.out(), given.out());
        Files.writeString(csv, "age,ill\nold,1\n");
        Execution broken = Execution.of("evaluate", last.toString(), "--data", csv.toString());
        assertEquals(1, broken.exitCode());
        assertTrue(broken.err().contains("row 1") && broken.err().contains("column age"), broken.err());
        assertFalse(broken.err().contains("\tat "), broken.err());
    }
}
