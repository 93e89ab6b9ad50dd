package org.dpmodel.cli.selfcheck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Test;

class SelfcheckTest {
    @Test
    void selfcheckMeasuresEachPromise() {
        Execution check = Execution.of("selfcheck").succeeds();
        for (String subject : new String[] {
            "noise on the sum",
            "norm of a clipped gradient",
            "sum moved by one example",
            "sampling frequency",
            "cyclic sampling, 4 bands, 38 steps",
            "frozen weights",
            "epsilon of the ledger"
        }) {
            assertTrue(
                    check.out().lines().anyMatch(line -> line.startsWith(subject) && line.endsWith(" ok")),
                    subject + " is missing: " + check.out());
        }
        assertTrue(check.out().contains("All promises are kept."));
    }
}
