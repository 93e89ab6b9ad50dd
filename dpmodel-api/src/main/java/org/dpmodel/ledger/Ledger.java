package org.dpmodel.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.dpmodel.checkpoint.LockedFile;
import org.dpmodel.checkpoint.Uninterrupted;

/**
 * An open ledger: an append-only file of checksummed lines, forced to the disk line by line. At most one process, and one
 * {@code Ledger} in it, holds a ledger open. Mutable, for one thread; close it.
 *
 * <p>An interrupt of the thread does not affect this, and stays set. A line that could not be written completely is
 * removed again. If even that fails, the ledger refuses further lines.
 */
public final class Ledger implements AutoCloseable {
    private static final String LOCK_SUFFIX = ".lock";

    private final Path file;
    private final LockedFile lock;
    private final LedgerLines lines;
    /** An interrupt closes it; it is then reopened. */
    private FileChannel channel;

    private long length;
    private boolean broken;
    private boolean closed;

    private Ledger(Path file, LockedFile lock, FileChannel channel, LedgerLines lines, long length) {
        this.file = file;
        this.lock = lock;
        this.channel = channel;
        this.lines = lines;
        this.length = length;
    }

    /**
     * Begins a ledger.
     *
     * @param file the file to create; its folder is created if it is missing
     * @param header the run that it is kept for
     * @return the open ledger
     * @throws LedgerException if there already is a ledger, another process has it open, or it cannot be written
     */
    public static Ledger create(Path file, LedgerHeader header) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        LockedFile lock = lock(file);
        try {
            if (isBegun(file)) {
                throw new LedgerException("the folder " + file.toAbsolutePath().getParent()
                        + " already contains the ledger of a run: resume that run, or choose another folder");
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            Ledger ledger = new Ledger(file, lock, channel, new LedgerLines(), 0);
            ledger.write(ledger.lines.line(LedgerLines.toJson(header)));
            forceFolder(file);
            forceFolder(file.toAbsolutePath().getParent());
            return ledger;
        } catch (IOException e) {
            close(lock);
            throw unwritable(file, e);
        } catch (LedgerException e) {
            close(lock);
            throw e;
        }
    }

    /**
     * Whether a ledger was begun: one that a crash cut off within its first line has charged nothing.
     *
     * @param file the ledger
     * @return true if it has a complete line
     * @throws LedgerException if it cannot be read
     */
    public static boolean isBegun(Path file) {
        return Files.exists(file) && LedgerContent.complete(LedgerContent.bytes(file)) > 0;
    }

    /**
     * Opens a ledger to continue it. A last line that a crash cut off is removed.
     *
     * @param file the ledger
     * @return the open ledger
     * @throws LedgerException if another process has it open, or it cannot be read, trusted or written
     */
    public static Ledger open(Path file) {
        LedgerContent.bytes(file);
        LockedFile lock = lock(file);
        try {
            byte[] bytes = LedgerContent.bytes(file);
            LedgerLines lines = new LedgerLines();
            LedgerContent.parse(file, bytes, lines);
            int length = LedgerContent.complete(bytes);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            Ledger ledger = new Ledger(file, lock, channel, lines, length);
            Uninterrupted.write(() -> ledger.channel().truncate(length));
            return ledger;
        } catch (IOException e) {
            close(lock);
            throw unwritable(file, e);
        } catch (LedgerException e) {
            close(lock);
            throw e;
        }
    }

    /**
     * A separate file is locked: closing any other channel of a locked file would release its lock on POSIX systems.
     */
    private static LockedFile lock(Path file) {
        Path path = file.resolveSibling(file.getFileName() + LOCK_SUFFIX);
        LockedFile lock;
        try {
            lock = LockedFile.open(path);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        boolean taken;
        try {
            taken = lock.tryLock();
        } catch (IOException e) {
            throw new LedgerException(
                    "cannot lock " + path + " (" + e + "): use a folder on a disk of this machine", e);
        }
        if (!taken) {
            throw new LedgerException("another run writes the ledger " + file
                    + ": wait for its end, or train in another folder; two runs must not spend one budget");
        }
        return lock;
    }

    /**
     * Appends a record and forces it to the disk.
     *
     * @param record the record
     * @throws LedgerException if it cannot be written; what it pays for must then not be used
     */
    public void append(LedgerRecord record) {
        if (broken || closed) {
            throw new LedgerException("the ledger " + file + " is closed: resume the run from its folder");
        }
        write(lines.line(LedgerLines.toJson(record)));
    }

    /**
     * The checksum of the last line, which covers all lines before it.
     *
     * @return one of the {@linkplain LedgerContent#marks() marks} of its content
     */
    public String mark() {
        return lines.mark();
    }

    /** The channel, opened again if an interrupt has closed it. The lock is a file of its own, and not lost. */
    private FileChannel channel() throws IOException {
        if (!channel.isOpen()) {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        }
        return channel;
    }

    /**
     * The lock excludes processes that use this folder's lock. Others, which have the file under another name, such as a
     * hard link, or which replaced it, are detected by the size: no line is written over another one, or into a file that
     * nobody will read.
     */
    private void checkAlone() {
        long size;
        try {
            size = Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            broken = true;
            throw unwritable(file, e);
        }
        if (size != length) {
            // Nothing is removed, since it may belong to another run.
            broken = true;
            throw new LedgerException(
                    "the ledger " + file + " must be written by one run, found " + size + " bytes where this run"
                            + " left " + length
                            + ": something else has written, moved or replaced it; restore the longest one, and "
                            + "resume the run in a single folder");
        }
    }

    private void write(String line) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        long end = length + bytes.remaining();
        checkAlone();
        try {
            Uninterrupted.write(() -> {
                bytes.rewind();
                FileChannel open = channel().position(length);
                while (bytes.hasRemaining()) {
                    open.write(bytes);
                }
                open.force(false);
            });
            length = end;
        } catch (IOException e) {
            takeBack();
            throw unwritable(file, e);
        }
    }

    /** The checksums no longer match the file, so nothing may be appended any more. */
    private void takeBack() {
        broken = true;
        try {
            Uninterrupted.write(() -> channel().truncate(length));
        } catch (IOException e) {
            // The line either lacks its end or has a correct checksum: in both cases the next reader is not misled.
            broken = true;
        }
    }

    private static LedgerException unwritable(Path file, IOException cause) {
        return new LedgerException(
                "cannot write the ledger " + file + " (" + cause
                        + "): no step runs without its charge on disk; check that the folder is writable and has "
                        + "free space, then resume",
                cause);
    }

    /** Makes the new file's name as durable as its content, on systems where a folder can be forced. */
    private static void forceFolder(Path file) {
        try {
            Uninterrupted.write(() -> {
                try (FileChannel folder =
                        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                    folder.force(true);
                }
            });
        } catch (IOException e) {
            // Windows cannot open folders; its file systems keep names in a journal.
            return;
        }
    }

    private static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LedgerException("cannot close the ledger (" + e + ")", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        close(channel);
        close(lock);
    }
}
