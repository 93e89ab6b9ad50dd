package org.dpmodel.engine;

import java.time.Duration;

/**
 * Tracks calls of this process into native code, which must not be running when the process ends: if native libraries
 * are unloaded during a call, the process crashes, and a core dump would contain private data. Thread-safe and global,
 * as is the end of the process. For engine implementations:
 *
 * <pre>{@code
 * NativeCalls.begin();
 * try {
 *     ...
 * } finally {
 *     NativeCalls.end();
 * }
 * }</pre>
 *
 * <p>From the moment the process begins to end (a signal, {@link System#exit}), a shutdown hook keeps it alive until
 * running calls have returned, for at most {@value #PATIENCE_SECONDS} seconds, and new calls wait. In a process without
 * other hooks this is never noticed, since the process ends first. If another hook keeps the process alive for more than
 * half a second longer, calls continue, since that hook may be waiting for them; repeated work, such as a training step,
 * calls {@link #awaitEndOfProcess} first.
 */
public final class NativeCalls {
    private static final int PATIENCE_SECONDS = 8;
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final EndGate GATE = EndGate.ofProcess(Duration.ofSeconds(PATIENCE_SECONDS), GRACE);

    private NativeCalls() {}

    /** Begins a call, or a part of a call that this thread has begun; waits while the process ends. */
    public static void begin() {
        GATE.begin();
    }

    /** Ends what this thread began last. */
    public static void end() {
        GATE.end();
    }

    /**
     * Whether the process is ending; if so, waits for its end first, since no long work should begin any more. Returns
     * immediately if the process is not ending, or if the thread is interrupted.
     *
     * @return true if the process is ending and another shutdown hook keeps it alive, or if this thread was interrupted
     *     meanwhile: the caller should stop in an orderly way
     */
    public static boolean awaitEndOfProcess() {
        return GATE.awaitEnd();
    }
}
