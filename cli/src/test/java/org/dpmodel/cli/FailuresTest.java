package org.dpmodel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is in the way of a command is answered in one line that names it, with exit code 1 and no stack trace. */
class FailuresTest {
    @TempDir
    Path folder;

    /** Runs the program in a process of its own, and gives the only line of its standard error. */
    private String fails(List<String> javaOptions, String... arguments) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the program does not end");
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(errors);
        assertEquals(1, process.exitValue(), lines.toString());
        assertEquals(1, lines.size(), lines.toString());
        return lines.get(0);
    }

    /** Seen to fail when the answer was to look at the list of devices, in which nobody looks for a folder. */
    @Test
    void whereTheProcessorIsNotUsableTheCureIsSaid() throws IOException, InterruptedException {
        Path missing = folder.resolve("missing");
        String error = fails(
                List.of("-Djava.io.tmpdir=" + missing),
                "train",
                "--model",
                "mlp",
                "--examples",
                "300",
                "--epochs",
                "1");
        assertTrue(error.contains("does not exist"), error);
        assertTrue(error.contains("-Djava.io.tmpdir=FOLDER"), error);
        assertTrue(error.contains("noexec"), error);
    }

    /** Seen to fail with a stack trace. */
    @Test
    void tooLittleMemoryIsSaidInALine() throws IOException, InterruptedException {
        String error = fails(
                List.of("-Xmx24m"),
                "train",
                "--model",
                "mlp",
                "--examples",
                "60000",
                "--epochs",
                "1",
                "--checkpoint-dir",
                folder.toString());
        assertTrue(error.contains("OutOfMemoryError") && error.contains("-Xmx8g"), error);
    }

    /** Seen to fail with "Is a directory", "Input length = 1", the bare name of a file, and success for no cases at all. */
    @ParameterizedTest
    @CsvSource({
        "folder, is a folder",
        "empty, is empty",
        "bytes, must be text in UTF-8",
        "missing, does not exist",
        "empty/below, empty/below",
    })
    void aFileThatIsNoneIsNamed(String name, String words) throws IOException {
        Files.createDirectories(folder.resolve("folder"));
        Files.createFile(folder.resolve("empty"));
        Files.write(folder.resolve("bytes"), new byte[] {(byte) 0x93, (byte) 0xff, 0});
        Path rows = Files.writeString(folder.resolve("rows.csv"), "a,b\n1,2\n");
        String file = folder.resolve(name).toString();
        Execution.of("train", "--data", rows.toString(), "--schema", file).fails(file, words, "docs/tables.md");
        Execution.of("privacy", "--cases", file).fails(file, words, "a JSON file of cases");
    }

    @Test
    void aFileInThePlaceOfAFolderIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Execution.of("reproduce", "-o", file.toString(), "--recipes", "scattering", "--seeds", "1")
                .fails(file.toString(), "FileAlreadyExistsException", "pass another path");
        Execution.of("tune", "--tune-dir", file.toString(), "--validation", "public", "--model", "mlp")
                .fails(file.toString(), "--tune-dir");
    }

    /** Seen to fail: ledger, state and checkpoints went into the present folder. */
    @ParameterizedTest
    @CsvSource({
        "train --model mlp --run-dir",
        "train --model mlp --checkpoint-dir",
        "tune --validation public --tune-dir",
        "tune --validation public --tune-dir x --schema",
        "evaluate",
        "report -o",
        "privacy --cases",
    })
    void anEmptyNameIsNotThePresentFolder(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.add("");
        Execution.of(arguments.toArray(String[]::new)).isUsageError("must name a file or folder, found nothing");
    }

    /** Seen to fail without a cure: the name is right, and the locale that the program was started in has no such letter. */
    @Test
    void aNameThatTheLocaleDoesNotHaveIsAnsweredWithTheLocale() {
        Execution.of("train", "--data", "a\0b.csv", "--schema", "x.json").fails("LC_ALL=C.UTF-8");
        Execution.of("evaluate", "a\0b.onnx").isUsageError("LC_ALL=C.UTF-8");
    }
}
