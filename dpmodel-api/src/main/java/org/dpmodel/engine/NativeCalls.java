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
 * <p>From the moment the process begins to end (a signal, {@link System#exit}), a shutdown hook keeps it alive until the
 * calls that are running have returned, for {@value #PATIENCE_SECONDS} seconds at most, and new calls wait. Nobody sees
 * them wait in a process that has no other hook: it is gone before. If another hook keeps the process alive for longer than
 * half a second more, calls go on, since that hook may be waiting for them; what is run again and again, as a step of
 * training, asks {@link #awaitEndOfProcess} before.
 */
public final class NativeCalls {
    private static final int PATIENCE_SECONDS = 8;
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final EndGate GATE = EndGate.ofProcess(Duration.ofSeconds(PATIENCE_SECONDS), GRACE);

    private NativeCalls() {}

    /** Begins a call, or a part of one that this thread has begun; waits while the process ends. */
    public static void begin() {
        GATE.begin();
    }

    /** Ends what this thread began last. */
    public static void end() {
        GATE.end();
    }

    /**
     * Whether the process ends, in which case it first waits for that end, as nothing that takes long should be begun. Returns
     * at once in a process that goes on, and in a thread that is interrupted.
     *
     * @return true if the process is ending and another shutdown hook keeps it alive, or this thread was interrupted
     *     meanwhile: stop in order
     */
    public static boolean awaitEndOfProcess() {
        return GATE.awaitEnd();
    }
}
