package org.dpmodel.data;

import java.io.IOException;
import java.nio.file.Path;

/** A data file is missing, truncated or of the wrong kind. The message names the file, the problem and how to fix it. */
public final class DataFileException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Names a file and its problem.
     *
     * @param file the file
     * @param problem what is wrong, and what to do
     */
    public DataFileException(Path file, String problem) {
        super(file + ": " + problem);
    }

    /**
     * Names a file and its problem.
     *
     * @param file the file
     * @param problem what is wrong, and what to do
     * @param cause what revealed it
     */
    public DataFileException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
