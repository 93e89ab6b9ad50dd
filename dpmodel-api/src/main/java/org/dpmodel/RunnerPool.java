package org.dpmodel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dpmodel.training.ForwardRunner;

/**
 * Compiled forward passes, one for each thread that needs one at the same time. For any number of threads; close it.
 */
final class RunnerPool implements AutoCloseable {
    private final Supplier<ForwardRunner> compiler;
    private final Queue<ForwardRunner> idle = new ConcurrentLinkedQueue<>();
    private boolean closed;

    RunnerPool(Supplier<ForwardRunner> compiler) {
        this.compiler = compiler;
    }

    /** Uses a forward pass that no other thread uses at the same time. */
    <T> T with(Function<ForwardRunner, T> work) {
        ForwardRunner runner = take();
        try {
            return work.apply(runner);
        } finally {
            giveBack(runner);
        }
    }

    private ForwardRunner take() {
        ForwardRunner runner;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the predictor is closed: load it again");
            }
            runner = idle.poll();
        }
        return runner == null ? compiler.get() : runner;
    }

    private synchronized void giveBack(ForwardRunner runner) {
        if (closed) {
            runner.close();
        } else {
            idle.add(runner);
        }
    }

    /** Forward passes in use are closed when they are finished. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(ForwardRunner::close);
        idle.clear();
    }
}
