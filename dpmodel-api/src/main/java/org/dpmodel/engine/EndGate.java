package org.dpmodel.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Counts running calls, and holds back new ones once the process begins to end. Thread-safe. */
final class EndGate {
    private static final long POLL_NANOS = 500_000;

    private final long patienceNanos;
    private final long graceNanos;
    private final AtomicInteger running = new AtomicInteger();
    /** The nesting depth of this thread's calls: a call that has begun must be able to end, so its parts are not held back. */
    private final ThreadLocal<int[]> depth = ThreadLocal.withInitial(() -> new int[1]);

    private volatile boolean ending;
    /** When calls may continue in any case, in the time of {@link System#nanoTime}; read only while the process ends. */
    private volatile long opensAgain;

    EndGate(Duration patience, Duration grace) {
        this.patienceNanos = patience.toNanos();
        this.graceNanos = grace.toNanos();
    }

    /** A gate that closes when this process begins to end. */
    static EndGate ofProcess(Duration patience, Duration grace) {
        EndGate gate = new EndGate(patience, grace);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(gate::close, "dpmodel-end"));
        } catch (IllegalStateException e) {
            // The process is already ending, and accepts no more hooks.
            gate.close();
        }
        return gate;
    }

    void begin() {
        int[] mine = depth.get();
        if (mine[0] == 0) {
            enter();
        }
        mine[0]++;
    }

    private void enter() {
        running.incrementAndGet();
        // Counts first and then reads the flag, while close() sets the flag first and then counts: at least one of the
        // two sees the other.
        while (isClosed()) {
            running.decrementAndGet();
            awaitOpening(false);
            running.incrementAndGet();
        }
    }

    void end() {
        int[] mine = depth.get();
        mine[0]--;
        if (mine[0] == 0) {
            running.decrementAndGet();
        }
    }

    boolean awaitEnd() {
        if (ending) {
            awaitOpening(true);
        }
        return ending;
    }

    private boolean isClosed() {
        return ending && System.nanoTime() - opensAgain < 0;
    }

    private void awaitOpening(boolean unlessInterrupted) {
        boolean interrupted = false;
        while (isClosed() && !(unlessInterrupted && Thread.currentThread().isInterrupted())) {
            // Parking returns at once in an interrupted thread.
            interrupted |= !unlessInterrupted && Thread.interrupted();
            LockSupport.parkNanos(this, POLL_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holds new calls back and waits for the running ones. */
    void close() {
        long begun = System.nanoTime();
        opensAgain = begun + patienceNanos + graceNanos;
        ending = true;
        while (running.get() > 0 && System.nanoTime() - begun < patienceNanos) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
        if (running.get() > 0) {
            // Not a logger: loggers have their own hooks, which may already have closed them.
            System.err.println("dpmodel: the process is ending although a call of native code is still running after "
                    + Duration.ofNanos(patienceNanos).toSeconds()
                    + " s; if it crashes now, only that call is lost: the ledger is on disk");
        }
        opensAgain = System.nanoTime() + graceNanos;
    }
}
