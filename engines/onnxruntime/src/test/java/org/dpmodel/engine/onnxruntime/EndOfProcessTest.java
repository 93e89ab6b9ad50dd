package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ONNX Runtime's own shutdown hook must not take the environment away from what still runs. Seen to end in a crash without
 * a reference of our own.
 */
class EndOfProcessTest {
    private static final int SECONDS = 60;

    @TempDir
    Path folder;

    private void check(String how) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ErrorFile=" + folder.resolve("crash.log"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LateRun.class.getName(),
                        how))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the process does not end");
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        assertTrue(said.lines().anyMatch((LateRun.RESULT + "42.0")::equals), said);
        assertEquals(LateRun.EXIT_CODE, process.exitValue(), said);
    }

    @Test
    void aShutdownHookCanStillCompileAndRun() throws IOException, InterruptedException {
        check("engine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "c"})
    @EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: the C API's way is for Linux")
    void eachWayKeepsTheEnvironment(String way) throws IOException, InterruptedException {
        check(way);
    }
}
