package org.dpmodel.cli.benchmark;

/** Something that a benchmark runs again and again. For one thread; close it. */
interface TimedAction extends AutoCloseable {
    /** What it is, as a line of the table. */
    String name();

    /** Runs once. Returns the time that counts, in nanoseconds; what had to be prepared does not count. */
    long run();

    /** Whether a run brings about by itself what it is measured in: woken threads, filled caches. */
    default boolean warmsUp() {
        return false;
    }

    @Override
    void close();
}
