package org.dpmodel.cli.options;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The memory of this process: Java, native libraries and everything they allocated. Available only on Linux. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /**
     * The current resident memory.
     *
     * @return bytes, or 0 on systems that do not report it
     */
    public static long now() {
        return read("VmRSS:").orElse(0);
    }

    /**
     * The peak resident memory.
     *
     * @return bytes, or 0 on systems that do not report it
     */
    public static long peak() {
        return read("VmHWM:").orElse(0);
    }

    private static OptionalLong read(String name) {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STATUS, e);
        }
    }
}
