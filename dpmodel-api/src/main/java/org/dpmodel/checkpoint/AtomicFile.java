package org.dpmodel.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file so that, whatever happens, it is complete or as it was before. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes a file: to a temporary file beside it, forced to the disk, then moved into place.
     *
     * @param file where to; its directory is made if it is missing
     * @param content all of the file
     * @throws IOException if it cannot be written; the message names the file, and no temporary file is left
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = target.getParent();
        Path temporary = null;
        try {
            Files.createDirectories(directory);
            // Not createTempFile: that would leave the file readable by its owner alone.
            temporary = directory.resolve("." + target.getFileName() + "-" + UUID.randomUUID() + ".tmp");
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            move(temporary, target);
        } catch (IOException e) {
            throw new IOException(
                    "cannot write " + file + " (" + e + "): check that " + directory + " is a writable folder with "
                            + content.length + " bytes free",
                    e);
        } finally {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static void move(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot replace a file in one step", e);
        }
    }
}
