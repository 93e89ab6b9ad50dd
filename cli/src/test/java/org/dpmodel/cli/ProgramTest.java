package org.dpmodel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.graph.LibraryVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {
    @TempDir
    Path folder;

    @Test
    void tellsItsVersion() {
        Execution version = Execution.of("--version").succeeds();
        assertTrue(version.out().startsWith("dpmodel " + LibraryVersion.current()), version.out());
    }

    @Test
    void helpListsEachCommand() {
        String help = Execution.of("--help").succeeds().out();
        for (String command : new String[] {
            "train",
            "tune",
            "evaluate",
            "privacy",
            "benchmark",
            "devices",
            "cann",
            "selfcheck",
            "mindarmour",
            "report",
            "compare",
            "reproduce",
            "explain",
            "export-step",
            "completion",
            "help"
        }) {
            assertTrue(help.lines().anyMatch(line -> line.startsWith("  " + command + " ")), help);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "tune",
                "completion",
                "evaluate",
                "privacy",
                "benchmark",
                "devices",
                "cann",
                "selfcheck",
                "mindarmour",
                "predict",
                "schema",
                "report",
                "compare",
                "reproduce"
            })
    void helpOfACommandTakesOneLineForEachOptionAndNamesItsDefault(String command) {
        String help = Execution.of("help", command).succeeds().out();
        assertEquals(help, Execution.of(command, "--help").succeeds().out());
        help.lines().filter(line -> line.startsWith("      --")).forEach(line -> {
            boolean hasDefault = line.contains("(default") || line.contains("--debug");
            assertTrue(hasDefault, line);
            assertTrue(line.endsWith(")") || line.contains("--debug"), line);
        });
    }

    @Test
    void withoutACommandItNamesThem() {
        Execution missing = Execution.of();
        missing.isUsageError("Missing command");
        for (String command : new String[] {"train", "evaluate", "devices", "help"}) {
            assertTrue(missing.err().contains(command), missing.err());
        }
        assertTrue(missing.err().lines().allMatch(line -> line.length() <= 80), missing.err());
    }

    @ParameterizedTest
    @CsvSource({
        "train --lr 0.1, --lr is called --learning-rate here",
        "train --max_grad_norm=1, --max_grad_norm=1 is called --clipping-norm here",
        "train --num-microbatches 16, --num-microbatches is called --micro-batches here",
        "privacy --sample-rate 0.01, --sample-rate is called --sampling-probability here",
        "predict m.onnx --data x.csv --sep ;, --sep is called --separator here"
    })
    void anOptionUnderTheNameOfAnotherLibraryIsAnsweredWithOurs(String command, String answer) {
        Execution mistyped = Execution.of(command.split(" "));
        mistyped.isUsageError("Unknown option");
        assertEquals(answer, mistyped.err().lines().toList().get(1));
    }

    /** Where a command has nothing of that meaning, nothing is promised. */
    @Test
    void aForeignNameIsAnsweredOnlyWhereTheCommandHasOurs() {
        assertFalse(Execution.of("devices", "--lr", "1").err().contains("is called"));
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheLikely() {
        Execution mistyped = Execution.of("tran");
        mistyped.isUsageError("tran");
        assertTrue(mistyped.err().contains("Did you mean: ./dpmodel train"), mistyped.err());
    }

    /** The script names commands and options, and bash takes it where there is one. */
    @Test
    void shellsCompleteCommandsAndOptions() throws IOException, InterruptedException {
        String script = Execution.of("completion").succeeds().out();
        assertTrue(script.contains("--noise-multiplier") && script.contains("complete -F _complete_dpmodel"), script);
        Path bash = Path.of("/bin/bash");
        if (Files.isExecutable(bash)) {
            Path file = Files.writeString(folder.resolve("completion"), script);
            Process process = new ProcessBuilder(
                            bash.toString(),
                            "-c",
                            "source " + file
                                    + "; COMP_WORDS=(dpmodel pri); COMP_CWORD=1; _complete_dpmodel; echo ${COMPREPLY[@]}")
                    .redirectErrorStream(true)
                    .start();
            String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor());
            assertEquals("privacy", found.strip());
        }
    }

    @Test
    void devicesNamesTheProcessor() {
        assertTrue(Execution.of("devices").succeeds().out().contains("onnxruntime:cpu is usable"));
    }

    @Test
    void debugShowsTheStackTraceThatIsHiddenOtherwise() {
        Execution.of("evaluate", "missing.onnx").fails("missing.onnx");
        Execution debug = Execution.of("evaluate", "missing.onnx", "--debug");
        assertEquals(1, debug.exitCode());
        assertTrue(debug.err().contains("\tat org.dpmodel"), debug.err());
    }
}
