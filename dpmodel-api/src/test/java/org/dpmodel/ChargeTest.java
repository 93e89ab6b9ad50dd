package org.dpmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.dpmodel.ledger.LedgerException;
import org.junit.jupiter.api.Test;

/**
 * A charge is over when its record is on the disk, and not before; however its step ends.
 *
 * <p>Seen to fail when closing did not wait, when it counted twice, and when it counted without a record.
 */
class ChargeTest {
    private final AtomicInteger counted = new AtomicInteger();

    private Charge charge(CompletableFuture<Void> recorded) {
        return new Charge(recorded, counted::incrementAndGet);
    }

    @Test
    void waitsForTheRecordBeforeItCounts() throws InterruptedException {
        CompletableFuture<Void> recorded = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread closing = new Thread(() -> {
            begun.countDown();
            charge(recorded).close();
        });
        closing.start();
        begun.await();
        closing.join(50);
        assertTrue(closing.isAlive(), "closed without a record");
        assertEquals(0, counted.get());
        recorded.complete(null);
        closing.join();
        assertEquals(1, counted.get());
    }

    @Test
    void countsOnce() {
        Charge charge = charge(CompletableFuture.completedFuture(null));
        charge.close();
        charge.close();
        assertEquals(1, counted.get());
    }

    @Test
    @SuppressWarnings("try") // The charge is there to be closed.
    void aStepThatFailsIsCounted() {
        IllegalStateException thrown = new IllegalStateException("no gradients");
        IllegalStateException seen = assertThrows(IllegalStateException.class, () -> {
            try (Charge charge = charge(CompletableFuture.completedFuture(null))) {
                throw thrown;
            }
        });
        assertSame(thrown, seen);
        assertEquals(1, counted.get());
    }

    @Test
    void aRecordThatCannotBeWrittenEndsTheStepUncounted() {
        CompletableFuture<Void> failed = CompletableFuture.failedFuture(new LedgerException("the disk is full"));
        Charge charge = charge(failed);
        assertThrows(LedgerException.class, charge::close);
        assertEquals(0, counted.get());
    }
}
