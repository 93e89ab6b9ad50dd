package org.dpmodel.cli.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.OptionalLong;
import org.dpmodel.cli.options.ResidentMemory;

/**
 * The peak memory of a process so far.
 *
 * @param residentBytes the resident set: Java, native libraries and everything they allocated; empty on systems that do
 *     not report it (all but Linux)
 * @param idleBytes the resident set before anything was prepared; empty where {@code residentBytes} is
 * @param heapBytes the used Java heap, garbage included
 */
record PeakMemory(OptionalLong residentBytes, OptionalLong idleBytes, long heapBytes) {
    /** The current resident set of this process. */
    static OptionalLong resident() {
        return known(ResidentMemory.now());
    }

    private static OptionalLong known(long bytes) {
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** The peak memory of this process, whose idle size is given. */
    static PeakMemory ofThisProcess(OptionalLong idle) {
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        return new PeakMemory(known(ResidentMemory.peak()), idle, heap);
    }
}
