package org.dpmodel.engine;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Enforces the thread rule of {@link CompiledGraph}, and lets the process end only between runs ({@link NativeCalls}),
 * at the cost of four atomic writes per run. For engine implementations:
 *
 * <pre>{@code
 * guard.begin();
 * try {
 *     ...
 * } finally {
 *     guard.end();
 * }
 * }</pre>
 */
public final class RunGuard {
    private enum State {
        IDLE,
        RUNNING,
        CLOSED
    }

    private final String name;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    /**
     * A guard of an open graph.
     *
     * @param name the graph and its device, for messages
     */
    public RunGuard(String name) {
        this.name = name;
    }

    /**
     * Claims the graph for a run of this thread. Waits while the process ends.
     *
     * @throws IllegalStateException if it is closed or already running
     */
    public void begin() {
        NativeCalls.begin();
        if (!state.compareAndSet(State.IDLE, State.RUNNING)) {
            NativeCalls.end();
            throw new IllegalStateException(
                    state.get() == State.CLOSED
                            ? name + " is closed: compile the model again to run it"
                            : name + " is running in another thread: run it in one thread at a time, or compile it once"
                                    + " for each thread");
        }
    }

    /** Releases the graph after a run. */
    public void end() {
        state.set(State.IDLE);
        NativeCalls.end();
    }

    /**
     * Closes the graph for good.
     *
     * @return true for the first call, whose caller must release everything; false if it was already closed
     * @throws IllegalStateException if it is running
     */
    public boolean close() {
        if (state.compareAndSet(State.IDLE, State.CLOSED)) {
            return true;
        }
        if (state.get() == State.CLOSED) {
            return false;
        }
        throw new IllegalStateException(
                name + " is running in another thread and cannot be closed: close it after the run has returned");
    }
}
