package org.dpmodel.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A driver in a process of its own, run to its end.
 *
 * @param exitCode how it ended
 * @param output what it said
 */
record DriverProcess(int exitCode, String output) {
    static DriverProcess run(Class<?> program, String master, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What is opened for Spark, but not the agent that counts this process's lines.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Djdk"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx768m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-D" + SparkCluster.MASTER + "=" + master,
                "-cp",
                SparkCluster.classPath(),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(line -> said.append(line).append('\n'));
            return new DriverProcess(process.waitFor(), said.toString());
        } finally {
            process.destroyForcibly();
        }
    }
}
