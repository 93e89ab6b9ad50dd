package org.dpmodel.cli.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The most memory that a process has held so far.
 *
 * @param residentBytes the resident set: Java, native libraries and all they allocated; empty on systems that do not
 *     tell (all but Linux)
 * @param heapBytes the used Java heap, garbage included
 */
record PeakMemory(OptionalLong residentBytes, long heapBytes) {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** That of this process. */
    static PeakMemory ofThisProcess() throws IOException {
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        return new PeakMemory(resident(), heap);
    }

    private static OptionalLong resident() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        }
    }
}
