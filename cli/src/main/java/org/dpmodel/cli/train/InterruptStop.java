package org.dpmodel.cli.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/**
 * Lets Ctrl-C end the training after the current step, so that the last checkpoint is saved and the spending is
 * reported. The process waits for that, but not forever. Close it after the report.
 */
final class InterruptStop implements Callback, AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch said = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop training");
    private volatile boolean interrupted;

    InterruptStop() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the process is about to end. */
    boolean interrupted() {
        return interrupted;
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        if (interrupted) {
            context.requestStop();
        }
    }

    private void stopAndWait() {
        interrupted = true;
        try {
            if (!said.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        said.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is already ending, and the hook with it.
        }
    }
}
