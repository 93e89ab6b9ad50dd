package org.dpmodel.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Writes a file atomically: whatever happens, it is either complete or unchanged. */
public final class AtomicFile {
    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final FileAttribute<?>[] ORDINARY = {};
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private AtomicFile() {}

    private static String temporaryPrefix(Path file) {
        return "." + file.getFileName() + "-";
    }

    /**
     * Deletes what a process that was killed in {@link #write} left next to a file. No one may be writing the file at the
     * same time.
     *
     * @param file the file
     * @throws IOException if its directory cannot be read or changed
     */
    public static void deleteLeftovers(Path file) throws IOException {
        String pattern = temporaryPrefix(file) + "*" + TEMPORARY_SUFFIX;
        try (DirectoryStream<Path> leftovers =
                Files.newDirectoryStream(file.toAbsolutePath().getParent(), pattern)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    /**
     * Writes a file: to a temporary file next to it, which is forced to the disk and then moved into place. An interrupt
     * of the thread does not affect this, and is preserved.
     *
     * @param file where to; its directory is made if it is missing
     * @param content all of the file
     * @throws IOException if it cannot be written; the message names the file, and no temporary file is left
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, content, ORDINARY);
    }

    /**
     * The same for content that is as secret as the data: on file systems with owners and groups (POSIX), only the owner
     * may read and write the file; elsewhere the folder's own rules apply.
     *
     * @param file where to; its directory is made if it is missing
     * @param content all of the file
     * @throws IOException if it cannot be written; the message names the file, and no temporary file is left
     */
    public static void writeSecret(Path file, byte[] content) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        write(file, content, posix ? new FileAttribute<?>[] {OWNER_ONLY} : ORDINARY);
    }

    private static void write(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = target.getParent();
        Path temporary = null;
        try {
            Files.createDirectories(directory);
            // Not createTempFile, which would make the file readable only by its owner.
            temporary = directory.resolve(temporaryPrefix(target) + UUID.randomUUID() + TEMPORARY_SUFFIX);
            Path beside = temporary;
            Uninterrupted.write(() -> force(beside, content, attributes));
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

    private static void force(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        Set<StandardOpenOption> fresh =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, fresh, attributes)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
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
