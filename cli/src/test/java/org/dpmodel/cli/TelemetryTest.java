package org.dpmodel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ONNX Runtime records events of its start for its vendor before a program can switch that off. The scripts that start the program switch
 * it off in time. Seen to fail with the scripts as they were: an id of the machine and a file of events were left.
 */
class TelemetryTest {
    private static final String EXPORT = "export ORT_DISABLE_TELEMETRY=\"${ORT_DISABLE_TELEMETRY:-1}\"";

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"../dpmodel", "src/main/assembly/image/bin/dpmodel"})
    void nothingIsKeptOfAStart(String script) throws IOException, InterruptedException {
        boolean exported = Files.readAllLines(Path.of(script)).contains(EXPORT);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "devices"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_CACHE_HOME");
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        if (exported) {
            builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        }
        Process process = builder.start();
        try {
            process.waitFor(120, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(home)) {
            assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
        }
    }
}
