package org.dpmodel.cli.benchmark;

import java.io.PrintWriter;

/** One line that tells a person how far a long command is, written over again and again, and wiped away at last. */
final class ProgressLine implements AutoCloseable {
    private final PrintWriter out;
    private final boolean watched;
    private int length;

    /** A line; nothing is ever printed if nobody watches. */
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
