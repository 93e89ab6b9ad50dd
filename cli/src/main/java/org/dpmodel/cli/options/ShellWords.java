package org.dpmodel.cli.options;

import java.util.List;
import java.util.stream.Collectors;

/** Commands that the program proposes, for pasting into a shell. */
public final class ShellWords {
    private ShellWords() {}

    /**
     * Joins words.
     *
     * @param words of a command
     * @return the words separated by blanks, each in single quotes if it has characters other than letters, digits and
     *     those of ordinary paths
     */
    public static String joined(List<String> words) {
        return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[\\w./:=,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
