package org.dpmodel.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.ledger.Ledger;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt closes the channel that a thread works on; what the library writes must be whole all the same. */
class InterruptedWritingTest {
    private static final LedgerHeader HEADER = LedgerHeader.of("plan", Adjacency.ADD_OR_REMOVE_ONE, false);

    @TempDir
    Path folder;

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    private interface Action {
        void run() throws IOException;
    }

    /** Runs an action that is interrupted every 20 microseconds; a rain of interrupts must not hold it up for ever. */
    private static void underInterrupts(Action action) throws IOException, InterruptedException {
        Thread writing = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        Thread interrupting = new Thread(() -> {
            while (!done.get()) {
                writing.interrupt();
                LockSupport.parkNanos(20_000);
            }
        });
        interrupting.start();
        try {
            action.run();
        } finally {
            done.set(true);
            while (interrupting.isAlive()) {
                LockSupport.parkNanos(100_000);
                Thread.onSpinWait();
            }
        }
        assertTrue(Thread.interrupted(), "the interrupt is kept");
    }

    @Test
    void aFileIsWholeAndTheInterruptIsKept() throws IOException {
        byte[] content = {1, 2, 3};
        Thread.currentThread().interrupt();
        AtomicFile.write(folder.resolve("file"), content);
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("file")));
    }

    @Test
    void filesAreWholeUnderARainOfInterrupts() throws IOException, InterruptedException {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        underInterrupts(() -> {
            for (int i = 0; i < 5; i++) {
                AtomicFile.write(folder.resolve("file" + i), content);
            }
        });
        for (int i = 0; i < 5; i++) {
            assertArrayEquals(content, Files.readAllBytes(folder.resolve("file" + i)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(5, files.count(), "nothing is left over");
        }
    }

    @Test
    void anotherFailureStaysOne() throws IOException {
        Files.createFile(folder.resolve("file"));
        Thread.currentThread().interrupt();
        assertThrows(IOException.class, () -> AtomicFile.write(folder.resolve("file/below"), new byte[1]));
        assertTrue(Thread.interrupted(), "the interrupt is kept");
    }

    @Test
    void aLedgerIsBegunAndGoneOnWithInInterruptedThreads() {
        Path file = folder.resolve("ledger.jsonl");
        Thread.currentThread().interrupt();
        try (Ledger ledger = Ledger.create(file, HEADER)) {
            ledger.append(new LedgerRecord.Step(0, 0, Optional.empty()));
        }
        try (Ledger ledger = Ledger.open(file)) {
            ledger.append(new LedgerRecord.Step(1, 1, Optional.empty()));
        }
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertEquals(2, LedgerContent.read(file).steps());
    }

    @Test
    void aLedgerIsWholeUnderARainOfInterrupts() throws IOException, InterruptedException {
        Path file = folder.resolve("ledger.jsonl");
        try (Ledger ledger = Ledger.create(file, HEADER)) {
            underInterrupts(() -> {
                for (int i = 0; i < 50; i++) {
                    ledger.append(new LedgerRecord.Step(i, i, Optional.empty()));
                }
            });
        }
        assertEquals(50, LedgerContent.read(file).steps());
        try (Ledger again = Ledger.open(file)) {
            again.append(new LedgerRecord.Step(50, 50, Optional.empty()));
        }
        assertEquals(51, LedgerContent.read(file).steps());
    }
}
