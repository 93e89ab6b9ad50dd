package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a program of the tests' class path did in a process of its own.
 *
 * @param exitCode its exit code
 * @param output all that it printed
 */
record ChildJvm(int exitCode, String output) {
    private static final int SECONDS = 60;

    static ChildJvm run(Path folder, List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:-CreateCoredumpOnCrash", "-XX:TieredStopAtLevel=1"));
        command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the process does not end");
        } finally {
            process.destroyForcibly();
        }
        return new ChildJvm(process.exitValue(), Files.readString(output));
    }
}
