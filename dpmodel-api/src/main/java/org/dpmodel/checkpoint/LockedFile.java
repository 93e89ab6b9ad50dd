package org.dpmodel.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that only one process, and only one of its holders in it, can lock at a time. It is empty, and stays when the lock is
 * released; the end of the process releases it too. Lock a file that nothing else opens: on POSIX systems, closing any channel of a
 * locked file releases its lock.
 */
public final class LockedFile implements Closeable {
    private final FileChannel channel;

    private LockedFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens the file, without locking it yet.
     *
     * @param file the file; it is made if it is missing
     * @return the open file
     * @throws IOException if it cannot be opened for writing
     */
    public static LockedFile open(Path file) throws IOException {
        return new LockedFile(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    /**
     * Takes the lock if it is free.
     *
     * @return whether it was free; if not, the file is closed
     * @throws IOException if the file system cannot lock; the file is then closed
     */
    public boolean tryLock() throws IOException {
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held in this process.
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        return taken;
    }

    /** Releases the lock. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
