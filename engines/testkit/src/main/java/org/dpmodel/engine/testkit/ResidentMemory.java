package org.dpmodel.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory this process holds, native memory included. The Java heap is a part of it and grows as the collector
 * sees fit: whoever looks for leaks of native memory runs the tests with a heap of one size that is touched from the
 * start ({@code -Xms1g -Xmx1g -XX:+AlwaysPreTouch}).
 */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /**
     * The resident set size.
     *
     * @return bytes; empty on systems that do not tell (all but Linux)
     */
    public static OptionalLong bytes() {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("the resident set size cannot be read from " + STATUS, e);
        }
    }

    /**
     * How much the resident set grows while something is repeated, after it was done often enough for caches and
     * compiled code to settle.
     *
     * @param settle repetitions before the measurement
     * @param runs repetitions that are measured
     * @param action what is repeated
     * @return bytes; negative if it shrinks; empty where the resident set size is unknown
     */
    public static OptionalLong growth(int settle, int runs, Runnable action) {
        repeat(settle, action);
        OptionalLong before = bytes();
        repeat(runs, action);
        OptionalLong after = bytes();
        return before.isPresent() && after.isPresent()
                ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                : OptionalLong.empty();
    }

    private static void repeat(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }
}
