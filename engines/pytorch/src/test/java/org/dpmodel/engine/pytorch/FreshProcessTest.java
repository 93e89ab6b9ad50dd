package org.dpmodel.engine.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the engine starts depends on the process: these tests start processes of their own. */
@Tag("slow")
class FreshProcessTest {
    @TempDir
    Path temporary;

    private String start(String device, Path unpacked, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>();
        // Whatever went to the network would fail at once, and be seen.
        for (String scheme : List.of("http", "https")) {
            options.add("-D" + scheme + ".proxyHost=127.0.0.1");
            options.add("-D" + scheme + ".proxyPort=9");
        }
        return OwnProcess.run(temporary, unpacked, environment, options, FreshStart.class.getName(), device);
    }

    private static void assertLine(String line, String output) {
        assertTrue(output.lines().anyMatch(line::equals), () -> "no line '" + line + "' in\n" + output);
    }

    @Test
    void startsFromArtifactsAloneAndAsksNoNetwork() throws IOException, InterruptedException {
        Path empty = temporary.resolve("empty");
        String output = start("pytorch:cpu", empty, Map.of());
        assertLine(FreshStart.RESULT + "42.0", output);
        assertLine(FreshStart.CONNECTIONS + "[]", output);
        try (Stream<Path> unpacked = Files.list(empty)) {
            assertEquals(
                    List.of("pytorch"),
                    unpacked.map(p -> p.getFileName().toString()).toList());
        }
    }

    @Test
    void startsInAThreadWhoseLoaderSeesNothing() throws IOException, InterruptedException {
        String output = OwnProcess.run(
                temporary,
                OwnProcess.usualCache(),
                Map.of(),
                List.of("-D" + FreshStart.BLIND + "=true"),
                FreshStart.class.getName(),
                "pytorch:cpu");
        assertLine(FreshStart.RESULT + "42.0", output);
    }

    @Test
    void anAbsentGpuIsAnErrorThatSaysWhatToInstall() throws IOException, InterruptedException {
        String output = start("pytorch:cuda:7", OwnProcess.usualCache(), Map.of());
        assertTrue(
                output.lines()
                        .anyMatch(line -> line.startsWith(FreshStart.REFUSED)
                                && line.contains("pytorch:cuda")
                                && (line.contains("PYTORCH_LIBRARY_PATH")
                                        || line.contains("pytorch:cuda:0 is usable"))),
                output);
        assertLine(FreshStart.CONNECTIONS + "[]", output);
    }

    @Test
    void aFolderWithoutLibtorchIsAnErrorThatSaysWhatToInstall() throws IOException, InterruptedException {
        Path nothing = Files.createDirectory(temporary.resolve("nothing"));
        String output =
                start("pytorch:cuda:0", temporary.resolve("other"), Map.of("PYTORCH_LIBRARY_PATH", nothing.toString()));
        assertTrue(
                output.lines()
                        .anyMatch(line -> line.startsWith(FreshStart.REFUSED) && line.contains("PYTORCH_LIBRARY_PATH")),
                output);
        assertLine(FreshStart.CONNECTIONS + "[]", output);
    }

    /** On a processor without bfloat16 the variable changes nothing, and the engine starts. */
    @Test
    void shorterFloatsThanPromisedAreRefused() throws IOException, InterruptedException {
        String output = start("pytorch:cpu", OwnProcess.usualCache(), Map.of("ONEDNN_DEFAULT_FPMATH_MODE", "BF16"));
        boolean refused = output.lines()
                .anyMatch(line -> line.startsWith(FreshStart.REFUSED)
                        && line.contains("must compute in float32")
                        && line.contains("ONEDNN_DEFAULT_FPMATH_MODE"));
        boolean exact = output.lines().anyMatch((FreshStart.RESULT + "42.0")::equals);
        System.err.println("with bfloat16 asked for, pytorch:cpu " + (refused ? "is refused" : "stays exact"));
        assertTrue(refused != exact, output);
    }
}
