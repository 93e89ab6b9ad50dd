package org.dpmodel.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.dpmodel.ledger.LedgerContent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is asked to end while it trains does so, with its own exit code and no crash: ONNX Runtime's classes
 * release their environment in a shutdown hook, under a running step. Such an end crashed in one of ten processes. The
 * property {@code dpmodel.kills} says how many processes end in each way.
 */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: signals are tried on Linux only")
class EndTest {
    private static final int ENDS = Integer.getInteger("dpmodel.kills", Boolean.getBoolean("dpmodel.full") ? 5 : 2);
    private static final int TERMINATED = 128 + 15;
    private static final int EXIT_CODE = 3;
    /** More than any of the runs gets to. */
    private static final int MOST_EPOCHS = 10_000;
    /** Large enough for steps that are running most of the time. */
    private static final int UNITS = 20_000;

    @TempDir
    Path temporary;

    private final Random random = new Random(4);

    private interface End {
        void of(Victim victim) throws IOException;
    }

    /** Ends one run after the other; each continues the ledger of the one before. */
    private void endAgainAndAgain(int expected, End end) throws Exception {
        Path run = temporary.resolve("run");
        long spent = 0;
        for (int i = 0; i < ENDS; i++) {
            try (Victim victim = Victim.start(run, temporary.resolve("checkpoints"), MOST_EPOCHS, UNITS, 0)) {
                assertTrue(victim.awaits(line -> line.startsWith("step ")), () -> "said " + victim.lines());
                TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
                long asked = System.nanoTime();
                end.of(victim);
                assertEquals(expected, victim.exitCode(), () -> "said " + victim.lines());
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - asked);
                assertTrue(seconds < 8, "the end took " + seconds + " s");
                assertFalse(
                        victim.lines().stream().anyMatch(line -> line.startsWith("error") || line.startsWith("#")),
                        () -> "said " + victim.lines());
                long[] resumed = victim.numbers("resumed");
                assertEquals(i > 0, resumed.length > 0);
                assertTrue(i == 0 || resumed[0] == spent, "a resumed run forgets or invents steps");
                long seen = victim.lines().stream()
                        .filter(line -> line.startsWith("step "))
                        .count();
                long charged = LedgerContent.read(run.resolve("ledger.jsonl")).steps();
                assertTrue(charged >= spent + seen, "a step that ended is not in the ledger");
                spent = charged;
            }
        }
    }

    @Test
    void aSignalEndsTheProcessWithItsOwnCode() throws Exception {
        endAgainAndAgain(TERMINATED, Victim::terminate);
    }

    @Test
    void anExitFromAnotherThreadKeepsItsCode() throws Exception {
        endAgainAndAgain(EXIT_CODE, victim -> victim.exit(EXIT_CODE));
    }
}
