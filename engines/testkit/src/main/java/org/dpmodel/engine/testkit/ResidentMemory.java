package org.dpmodel.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The resident memory of this process, including native memory. The Java heap is a part of it and grows as the collector
 * sees fit: to look for leaks of native memory, run the tests with a heap of fixed size that is touched from the start
 * ({@code -Xms1g -Xmx1g -XX:+AlwaysPreTouch}).
 */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Equal parts of a measurement. */
    public static final int LOOKS = 4;

    private ResidentMemory() {}

    /**
     * The resident set size.
     *
     * @return bytes; empty on systems that do not report it (all except Linux)
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
     * How much the resident set grows while something is repeated, after enough repetitions for caches and compiled code
     * to settle. It is measured four times, and only growth that occurs each time counts: see {@link #lasting}.
     *
     * @param settle repetitions before the measurement
     * @param runs number of measured repetitions
     * @param action the action to repeat
     * @return bytes; negative if it shrinks; empty where the resident set size is unknown
     */
    public static OptionalLong growth(int settle, int runs, Runnable action) {
        repeat(settle, action);
        if (bytes().isEmpty()) {
            return OptionalLong.empty();
        }
        long[] readings = new long[LOOKS + 1];
        readings[0] = bytes().getAsLong();
        for (int look = 1; look <= LOOKS; look++) {
            repeat(runs * look / LOOKS - runs * (look - 1) / LOOKS, action);
            readings[look] = bytes().getAsLong();
        }
        return OptionalLong.of(lasting(readings));
    }

    /**
     * The lasting growth: the smallest difference between two readings, times their number. A leak occurs each time,
     * whereas compiled code, new arenas of an allocator and memory touched by collectors appear at once or grow less and
     * less.
     *
     * @param readings resident set sizes at equal distances, at least two
     * @return bytes; negative if it shrank between two of them
     */
    public static long lasting(long... readings) {
        if (readings.length < 2) {
            throw new IllegalArgumentException(
                    "readings must be at least 2, found " + readings.length + ": read the memory before and after");
        }
        long least = Long.MAX_VALUE;
        for (int i = 1; i < readings.length; i++) {
            least = Math.min(least, readings[i] - readings[i - 1]);
        }
        return least * (readings.length - 1);
    }

    private static void repeat(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }
}
