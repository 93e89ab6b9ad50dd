package org.dpmodel.cli.benchmark;

/** Something that a benchmark runs again and again. For one thread; close it. */
interface TimedAction extends AutoCloseable {
    /** What it is, as a line of the table. */
    String name();

    /** Runs once. Returns the time that counts, in nanoseconds; what had to be prepared does not count. */
    long run();

    @Override
    void close();
}
