package org.dpmodel.cli.benchmark;

import java.io.PrintWriter;

/** One line that shows the progress of a long command, overwritten repeatedly, and erased at the end. */
final class ProgressLine implements AutoCloseable {
    private final PrintWriter out;
    private final boolean watched;
    private int length;

    /** A line; nothing is ever printed unless a person is watching. */
    ProgressLine(PrintWriter out, boolean watched) {
        this.out = out;
        this.watched = watched;
    }

    void show(String text) {
        if (watched) {
            out.print("\r" + text + " ".repeat(Math.max(0, length - text.length())));
            out.flush();
            length = text.length();
        }
    }

    @Override
    public void close() {
        if (watched && length > 0) {
            out.print("\r" + " ".repeat(length) + "\r");
            out.flush();
            length = 0;
        }
    }
}
