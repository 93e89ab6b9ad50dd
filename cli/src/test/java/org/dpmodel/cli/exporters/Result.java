package org.dpmodel.cli.exporters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a file.
 *
 * @param file name of the file, without its ending
 * @param outcome how it went
 * @param reason why it is refused; else how many parameters were compared by name with automatic differentiation
 */
record Result(String file, Outcome outcome, String reason) {
    /** How a file went. */
    enum Outcome {
        /** Trained, saved and read back; gradients compared where there is a reference. */
        TRAINS,
        /** Refused by an error that says why. */
        REFUSED,
        /** Something is wrong: a test must fail. */
        FAILS
    }

    private static final String TAB = "\t";

    String line() {
        return file + TAB + outcome.name().toLowerCase(Locale.ROOT) + TAB + reason;
    }

    /** The lines of a table, by file; an empty map if there is no such table. */
    static Map<String, Result> read(Path table) throws IOException {
        Map<String, Result> results = new TreeMap<>();
        for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
            String[] cells = line.split(TAB, 3);
            results.put(cells[0], new Result(cells[0], Outcome.valueOf(cells[1].toUpperCase(Locale.ROOT)), cells[2]));
        }
        return results;
    }
}
