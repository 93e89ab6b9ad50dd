package org.dpmodel.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process that trains, and can be killed. Close it. */
final class Victim implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final int KILLED = 128 + 9;

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private Victim(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a process.
     *
     * @param units of the network, which make its files small or large
     * @param largestFile the size in bytes beyond which it cannot write; 0 for none
     */
    static Victim start(Path run, Path checkpoints, int epochs, int units, int largestFile) throws IOException {
        return start(run, checkpoints, epochs, units, largestFile, 0);
    }

    /**
     * Starts a process.
     *
     * @param bands of its noise, which is correlated then; 0 for independent noise
     */
    static Victim start(Path run, Path checkpoints, int epochs, int units, int largestFile, int bands)
            throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-XX:-CreateCoredumpOnCrash",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingTraining.class.getName(),
                run.toString(),
                checkpoints.toString(),
                Integer.toString(epochs),
                Integer.toString(units),
                Integer.toString(largestFile),
                Integer.toString(bands));
        return new Victim(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Reads until a line that is looked for, or to the end. */
    boolean awaits(Predicate<String> wanted) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (wanted.test(line)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the process as {@code kill -9} does, and reads what it had said. Returns whether it was still alive. */
    boolean kill() throws InterruptedException {
        // Process.destroyForcibly would also close the output that is still to be read.
        process.toHandle().destroyForcibly();
        awaits(line -> false);
        return exitCode() == KILLED;
    }

    /** Ends the process as {@code kill} does, and reads what it had said. */
    void terminate() {
        process.toHandle().destroy();
        awaits(line -> false);
    }

    /** Has the process call {@code System.exit} from a thread of its own, and reads what it had said. */
    void exit(int code) throws IOException {
        process.getOutputStream().write(("exit " + code + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        awaits(line -> false);
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end; it said " + lines);
        }
        return process.exitValue();
    }

    List<String> lines() {
        return lines;
    }

    /** The numbers of the first line that begins so; empty if there is none. */
    long[] numbers(String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning + " "))
                .findFirst()
                .map(line -> Arrays.stream(
                                line.substring(beginning.length() + 1).split(" ", -1))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .orElse(new long[0]);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
