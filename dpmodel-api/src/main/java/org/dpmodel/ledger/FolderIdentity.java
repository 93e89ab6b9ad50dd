package org.dpmodel.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Tells a folder from its copies as far as the file system can: by its number there (an inode), which a folder keeps when
 * it is moved within the file system and a copy does not have, or, where there are no numbers, by its path. A copy that
 * takes the place of its original within one folder is not told apart.
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
            // devices are numbered anew at each start of the machine
            return key == null
                    ? PATH + folder.toRealPath()
                    : NUMBER + key.toString().replaceAll("dev=[^,]*,", "");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the folder " + folder + " (" + e + "): pass a readable folder", e);
        }
    }
}
