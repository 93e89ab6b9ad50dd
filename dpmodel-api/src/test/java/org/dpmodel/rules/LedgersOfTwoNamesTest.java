package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.ledger.Ledger;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerException;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 7: two runs do not spend one budget, even where the file of their ledger has two names, so that each run has its own
 * lock.
 *
 * <p>Seen to fail when a ledger was written without checking its size: two runs wrote their charges over each other's.
 */
class LedgersOfTwoNamesTest {
    private static final LedgerHeader HEADER = LedgerHeader.of("plan", Adjacency.ADD_OR_REMOVE_ONE, false);

    @TempDir
    Path folder;

    private Path file;
    private Path other;

    @BeforeEach
    void folders() throws IOException {
        file = Files.createDirectory(folder.resolve("one")).resolve("ledger.jsonl");
        other = Files.createDirectory(folder.resolve("two")).resolve("ledger.jsonl");
    }

    private static LedgerRecord step(long step) {
        return new LedgerRecord.Step(step, step, Optional.of(new DpEvent.Gaussian(1)));
    }

    private static void assertStopped(Ledger ledger, long step) {
        String message = assertThrows(LedgerException.class, () -> ledger.append(step(step)))
                .getMessage();
        assertTrue(message.contains("must be written by one run"), message);
        assertThrows(LedgerException.class, () -> ledger.append(step(step)), "it continues after all");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofTwoRunsTheSecondToWriteIsStopped(boolean symbolic) throws IOException {
        try (Ledger one = Ledger.create(file, HEADER)) {
            one.append(step(0));
            if (symbolic) {
                Files.createSymbolicLink(other, file);
            } else {
                Files.createLink(other, file);
            }
            try (Ledger two = Ledger.open(other)) {
                two.append(step(1));
                assertStopped(one, 1);
                two.append(step(2));
            }
        }
        assertEquals(3, LedgerContent.read(file).steps());
    }

    @Test
    void aLedgerThatWasMovedAwayTakesNoMoreCharges() throws IOException {
        try (Ledger one = Ledger.create(file, HEADER)) {
            one.append(step(0));
            Files.move(file, other);
            assertStopped(one, 1);
        }
        assertEquals(1, LedgerContent.read(other).steps());
    }

    @Test
    void norDoesOneThatAnOlderOneTookThePlaceOf() throws IOException {
        try (Ledger one = Ledger.create(file, HEADER)) {
            Files.copy(file, other);
            one.append(step(0));
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertStopped(one, 1);
        }
    }
}
