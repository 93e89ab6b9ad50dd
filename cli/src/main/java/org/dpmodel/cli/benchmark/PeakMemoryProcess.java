package org.dpmodel.cli.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts this program again, in a separate JVM with the same options, to run one step and report its memory. */
final class PeakMemoryProcess {
    /** Enough runs to fill the arenas of native libraries and to meet batches of several sizes. */
    private static final int RUNS = 12;

    private PeakMemoryProcess() {}

    /**
     * The peak memory of a process that prepares and runs only this step; the engine's options are passed as arguments.
     */
    static PeakMemory measure(
            Class<?> program,
            BenchmarkedNetwork network,
            BenchmarkedStep step,
            String device,
            int batchSize,
            int examples,
            List<String> engine)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("-D"))
                .forEach(command::add);
        // The manifest's permission for native code applies only with -jar.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of("benchmark", PeakMemoryCommand.NAME));
        command.addAll(List.of("--model", network.toString(), "--step", step.name(), "--engine", device));
        command.addAll(engine);
        command.addAll(List.of("--batch", Integer.toString(batchSize)));
        command.addAll(List.of("--examples", Integer.toString(examples)));
        command.addAll(List.of("--runs", Integer.toString(RUNS)));
        return run(command);
    }

    private static PeakMemory run(List<String> command) throws IOException {
        Path errors = Files.createTempFile("dpmodel-memory", ".log");
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String printed;
            try (InputStream out = process.getInputStream()) {
                printed = new String(out.readAllBytes(), UTF_8);
            }
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("a process that measures memory ended with " + exitCode + ": "
                        + Files.readString(errors).strip() + " (leave the measurement out with --no-memory)");
            }
            return PeakMemoryCommand.parse(printed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the benchmark was interrupted: run it again", e);
        } finally {
            if (process != null) {
                process.destroy();
            }
            Files.deleteIfExists(errors);
        }
    }
}
