package org.dpmodel.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Distinguishes a folder from its copies as far as the file system allows: by its inode number, which a folder keeps
 * when it is moved within the file system and which a copy does not share, or, if there are no such numbers, by its
 * path. A copy that replaces the original's content in the same folder is not detected.
 */
public final class FolderIdentity {
    private static final String PATH = "path ";
    private static final String NUMBER = "number ";

    private FolderIdentity() {}

    /**
     * Names a folder.
     *
     * @param folder an existing folder
     * @return its number or its path; equal for the same folder
     * @throws UncheckedIOException if it cannot be read
     */
    public static String of(Path folder) {
        try {
            Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
            // devices are renumbered whenever the machine starts
            return key == null
                    ? PATH + folder.toRealPath()
                    : NUMBER + key.toString().replaceAll("dev=[^,]*,", "");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the folder " + folder + " (" + e + "): pass a readable folder", e);
        }
    }
}
