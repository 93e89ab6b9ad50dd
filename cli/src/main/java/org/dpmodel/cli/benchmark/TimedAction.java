package org.dpmodel.cli.benchmark;

/** Something that a benchmark runs again and again. For one thread; close it. */
interface TimedAction extends AutoCloseable {
    /** A description, as a line of the table. */
    String name();

    /** Runs once. Returns the measured time in nanoseconds, without preparation. */
    long run();

    /** Whether a run warms itself up (wakes threads, fills caches). */
    default boolean warmsUp() {
        return false;
    }

    @Override
    void close();
}
