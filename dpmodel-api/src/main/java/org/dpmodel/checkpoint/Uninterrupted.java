package org.dpmodel.checkpoint;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Writes through channels in a thread that may be interrupted. An interrupt closes the channel that a thread is using,
 * and an interrupted thread closes every channel that it touches; but interrupting a training thread requests an orderly
 * end, which includes writing its files.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** The writing; it may be restarted, so it opens, or reopens, its channel itself. */
    @FunctionalInterface
    public interface Writing {
        /**
         * Writes all of it.
         *
         * @throws IOException if that fails
         */
        void write() throws IOException;
    }

    /**
     * Writes until everything is written. After an interrupt, writing starts again from the beginning in a private
     * thread, which nobody can interrupt. Afterwards, the calling thread is interrupted if it was interrupted before or
     * meanwhile.
     *
     * @param writing what to write
     * @throws IOException if it fails for a reason other than an interrupt
     */
    public static void write(Writing writing) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            writing.write();
        } catch (ClosedByInterruptException e) {
            interrupted = true;
            inOwnThread(writing);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void inOwnThread(Writing writing) throws IOException {
        CompletableFuture<Void> written = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        writing.write();
                        written.complete(null);
                    } catch (IOException | RuntimeException | Error e) {
                        written.completeExceptionally(e);
                    }
                },
                "dpmodel-write");
        thread.setDaemon(true);
        thread.start();
        try {
            written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
