package org.dpmodel.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.checkpoint.LockedFile;

/**
 * Limits a search to one process at a time. A run's ledger prevents a second training of the run, but not a second
 * scoring after the training, and only one of two noisy scores would be charged. Close it when the process stops
 * working on the search.
 */
final class ChoiceLock implements AutoCloseable {
    private static final String FILE = "choice.lock";

    private final LockedFile file;

    private ChoiceLock(LockedFile file) {
        this.file = file;
    }

    /**
     * Takes the lock of a folder, which is created if it is missing.
     *
     * @throws IOException if another process has it, or the folder cannot be used
     */
    static ChoiceLock of(Path folder) throws IOException {
        LockedFile file;
        boolean taken;
        try {
            Files.createDirectories(folder);
            file = LockedFile.open(folder.resolve(FILE));
            taken = file.tryLock();
        } catch (IOException e) {
            throw new IOException("cannot use the folder " + folder + " (" + e + "): pass a writable --tune-dir", e);
        }
        if (!taken) {
            throw new IOException("another process runs the search in " + folder
                    + ": wait until it ends; two processes would score a run twice, at the price of once");
        }
        return new ChoiceLock(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
