package org.dpmodel.cli.options;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a user's file, or an error that names the file, which the platform's errors often do not. */
public final class TextFile {
    private TextFile() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @param wanted what it should be, for the cure, such as {@code "a JSON file of cases"}
     * @return its text, not blank
     * @throws IOException if it is missing, a folder, empty, not UTF-8 text, or cannot be read
     */
    public static String read(Path file, String wanted) throws IOException {
        String text;
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder: pass " + wanted);
        }
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist: pass " + wanted, e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " must be text in UTF-8, found bytes that are not: pass " + wanted, e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + " (" + e + "): pass " + wanted, e);
        }
        if (text.isBlank()) {
            throw new IOException(file + " is empty: pass " + wanted);
        }
        return text;
    }
}
