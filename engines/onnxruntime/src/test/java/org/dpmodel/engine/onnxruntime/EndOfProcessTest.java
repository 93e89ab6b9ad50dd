package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
    @TempDir
    Path folder;

    private void check(String how) throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(folder, List.of(), LateRun.class, how);
        assertTrue(child.output().lines().anyMatch((LateRun.RESULT + "42.0")::equals), child.output());
        assertEquals(LateRun.EXIT_CODE, child.exitCode(), child.output());
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
