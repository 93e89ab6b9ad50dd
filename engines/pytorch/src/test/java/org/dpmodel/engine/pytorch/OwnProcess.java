package org.dpmodel.engine.pytorch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program of the tests' class path in a process of its own, with no settings of DJL's from outside. */
final class OwnProcess {
    private static final int MINUTES = 10;

    private OwnProcess() {}

    /**
     * Runs a program to its end.
     *
     * @param folder where its output is kept
     * @param cache where DJL unpacks its library
     * @param environment variables besides
     * @param options of the JVM
     * @param program its class, and then its arguments
     * @return what it printed
     */
    static String run(Path folder, Path cache, Map<String, String> environment, List<String> options, String... program)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(program));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PYTORCH_") || name.startsWith("DJL_"));
        builder.environment().put("DJL_CACHE_DIR", cache.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), "the program did not end");
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** Where this process has its library unpacked; unpacking it anew takes a while. */
    static Path usualCache() {
        return ai.djl.util.Utils.getCacheDir();
    }
}
