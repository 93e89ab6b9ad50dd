package org.dpmodel.cli.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a choice to one process at a time. A run's ledger keeps out who would train it twice, but not who finds it trained and scores
 * it a second time: of two noisy scores of one run only one is charged. Close it when the choice rests.
 */
final class ChoiceLock implements AutoCloseable {
    private static final String FILE = "choice.lock";

    private final FileChannel channel;

    private ChoiceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a folder, which is made if it is missing.
     *
     * @throws IOException if another process has it, or the folder cannot be used
     */
    static ChoiceLock of(Path folder) throws IOException {
        FileChannel channel;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("cannot use the folder " + folder + " (" + e + "): pass a writable --tune-dir", e);
        }
        if (!isTaken(channel)) {
            channel.close();
            throw new IOException("another process makes the choice in " + folder
                    + ": wait for its end; two would score a run twice, at the price of once");
        }
        return new ChoiceLock(channel);
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held by this process.
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
