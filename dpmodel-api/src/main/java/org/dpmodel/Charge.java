package org.dpmodel;

import java.util.concurrent.CompletableFuture;

/**
 * A charge in progress: its record is written while the step's gradients are computed. It must be closed before the
 * step's noise is drawn, even if computing the gradients fails: a failed step is spent, and its noise, which may have
 * been seen, is never reused for another sum. Mutable, for the training thread.
 */
final class Charge implements AutoCloseable {
    private final CompletableFuture<Void> recorded;
    private final Runnable count;
    private boolean closed;

    /**
     * A charge.
     *
     * @param recorded completes when the record is on the disk
     * @param count counts the step
     */
    Charge(CompletableFuture<Void> recorded, Runnable count) {
        this.recorded = recorded;
        this.count = count;
    }

    /**
     * Waits for the record, and counts the step; a second call does nothing. If writing the record fails, the step is not
     * counted.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            RunFolder.await(recorded);
            count.run();
        }
    }
}
