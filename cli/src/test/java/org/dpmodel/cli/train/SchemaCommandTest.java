package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A schema begins with the names in the header; what the rows contain is private, and nothing of it is written. */
class SchemaCommandTest {
    @TempDir
    Path folder;

    private Path visits;

    @BeforeEach
    void write() throws IOException {
        visits = Files.writeString(
                folder.resolve("visits.csv"), "visit;patient;age;ward;readmitted\n1;p1;1000;secret;no\n");
    }

    private Execution schema(String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "schema";
        arguments[1] = visits.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Execution.of(arguments);
    }

    @Test
    void theHeaderBecomesASchemaThatSaysWhatIsMissing() throws IOException {
        Path file = folder.resolve("visits.json");
        schema(
                        "--separator",
                        ";",
                        "--target",
                        "readmitted",
                        "--person",
                        "patient",
                        "--ignore",
                        "visit",
                        "-o",
                        "" + file)
                .succeeds();
        String begun = Files.readString(file);
        assertFalse(begun.contains("secret") || begun.contains("1000") || begun.contains("p1"), begun);

        String[] training = {
            "train", "--data", "" + visits, "--separator", ";", "--schema", "" + file, "--epochs", "1", "--dry-run"
        };
        Execution open = Execution.of(training);
        assertTrue(open.err().contains("kind of column age must be number or category, found ?"), open.err());

        Files.writeString(
                file,
                begun.replaceFirst("\"\\?\"", "\"number\", \"min\": 0, \"max\": 110")
                        .replaceFirst("\"\\?\"", "\"category\", \"categories\": [\"north\", \"secret\"]")
                        .replaceFirst("\"\\?\"", "\"classes\", \"classes\": [\"no\", \"yes\"]"));
        Execution filled = Execution.of(training);
        assertFalse(filled.err().contains("schema"), filled.err());
    }

    @Test
    void theProgramPrintsItWithoutAFile() {
        String printed =
                schema("--separator", ";", "--target", "age").succeeds().out();
        assertTrue(printed.startsWith("{") && printed.strip().endsWith("}"), printed);
        assertEquals(4, printed.split("\"name\" : ", -1).length - 2, printed);
    }

    @Test
    void whatDoesNotFitIsNamed() throws IOException {
        assertTrue(schema("--target", "age").err().contains("pass --separator ';'"));
        schema("--separator", ";", "--target", "aged").isUsageError("no column aged", "visit, patient, age");
        schema("--separator", ";").isUsageError("--target");
        Path kept = Files.writeString(folder.resolve("kept.json"), "mine");
        assertTrue(schema("--separator", ";", "--target", "age", "-o", "" + kept)
                .err()
                .contains("exists"));
        assertEquals("mine", Files.readString(kept));
    }
}
