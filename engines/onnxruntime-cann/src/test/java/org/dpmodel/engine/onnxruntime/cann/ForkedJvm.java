package org.dpmodel.engine.onnxruntime.cann;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program, {@link CannProbe} unless another is named, in a process of its own, since a process loads ONNX Runtime and CANN once, and what crashes must not
 * take the tests with it.
 */
final class ForkedJvm {
    /** Exit code and everything that was printed. */
    record Result(int exitCode, String output) {
        /** The value of a line {@code name=value}. */
        String value(String name) {
            return output.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in:\n" + output));
        }
    }

    private static final int SECONDS = 120;

    private final Class<?> program;

    private final Path folder;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** A process that works in a folder, with the wheel and the toolkit of this one unless others are named. */
    ForkedJvm(Path folder) {
        this(CannProbe.class, folder);
    }

    ForkedJvm(Class<?> program, Path folder) {
        this.program = program;
        this.folder = folder;
        CannHome.named().ifPresent(home -> properties.put(CannHome.PROPERTY, home));
    }

    ForkedJvm property(String name, Object value) {
        properties.put(name, value.toString());
        return this;
    }

    /** Sets a variable; an empty value removes it. */
    ForkedJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Result run(String... arguments) {
        Path output = folder.resolve("output-of-probe.txt");
        try {
            Process process = new ProcessBuilder(command(arguments))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("no end after " + SECONDS + " s: " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process was at work", e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                command.addAll(1, List.of("-u", name));
            } else {
                command.add(name + "=" + value);
            }
        });
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:-CreateCoredumpOnCrash", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
