package org.dpmodel.cli.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.OptionalLong;
import org.dpmodel.cli.options.ResidentMemory;

/**
 * The most memory that a process has held so far.
 *
 * @param residentBytes the resident set: Java, native libraries and all they allocated; empty on systems that do not
 *     tell (all but Linux)
 * @param heapBytes the used Java heap, garbage included
 */
record PeakMemory(OptionalLong residentBytes, long heapBytes) {
    /** That of this process. */
    static PeakMemory ofThisProcess() {
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        long peak = ResidentMemory.peak();
        return new PeakMemory(peak == 0 ? OptionalLong.empty() : OptionalLong.of(peak), heap);
    }
}
