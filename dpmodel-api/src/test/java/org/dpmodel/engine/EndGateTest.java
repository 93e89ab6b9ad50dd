package org.dpmodel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens to calls of native code from the moment the process begins to end. */
class EndGateTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    private static boolean staysUndone(CompletableFuture<?> future) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(100);
        return !future.isDone();
    }

    @Test
    void theEndWaitsForTheCallThatRuns() throws Exception {
        EndGate gate = new EndGate(LONG, LONG);
        gate.begin();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(gate::close);
        assertTrue(staysUndone(closing));
        gate.end();
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aCallThatRunsCanBeginItsParts() throws Exception {
        EndGate gate = new EndGate(LONG, LONG);
        gate.begin();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(gate::close);
        assertTrue(staysUndone(closing));
        gate.begin();
        gate.end();
        assertTrue(staysUndone(closing), "the end of a part is not the end of the call");
        gate.end();
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aNewCallWaitsAlsoInAnInterruptedThread() throws Exception {
        EndGate gate = new EndGate(LONG, LONG);
        gate.close();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            gate.begin();
            begun.complete(null);
        });
        caller.setDaemon(true);
        caller.start();
        caller.interrupt();
        assertTrue(staysUndone(begun));
    }

    @Test
    void callsContinueWhenSomethingElseKeepsTheProcessAlive() {
        EndGate gate = new EndGate(LONG, SHORT);
        gate.close();
        Thread.currentThread().interrupt();
        gate.begin();
        gate.end();
        assertTrue(Thread.interrupted(), "the interrupt is kept");
    }

    @Test
    void theEndDoesNotWaitForever() throws Exception {
        EndGate gate = new EndGate(SHORT, LONG);
        CountDownLatch begun = new CountDownLatch(1);
        Thread stuck = new Thread(() -> {
            gate.begin();
            begun.countDown();
        });
        stuck.start();
        begun.await();
        CompletableFuture.runAsync(gate::close).get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoAsksWaitsForTheEndUnlessInterrupted() throws Exception {
        EndGate open = new EndGate(LONG, LONG);
        assertFalse(open.awaitEnd());
        EndGate gate = new EndGate(LONG, LONG);
        gate.close();
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        Thread asking = new Thread(
                () -> asked.complete(gate.awaitEnd() && Thread.currentThread().isInterrupted()));
        asking.start();
        assertTrue(staysUndone(asked));
        asking.interrupt();
        assertEquals(true, asked.get(10, TimeUnit.SECONDS));
    }
}
