package org.dpmodel.engine.pytorch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.testkit.ResidentMemory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Private training of five thousand steps keeps native memory flat. It runs in a process of its own, whose Java heap has
 * its full size from the start, so that nothing but native memory moves.
 */
class LongRunTest {
    /** What compiled code and class data may still grow by; a leak of 10 KiB each step would be 49 MiB. */
    private static final long BOUND = 24L << 20;

    @TempDir
    Path folder;

    @BeforeEach
    void aFullRunIsAskedFor() {
        if (!Boolean.getBoolean("dpmodel.full")) {
            String message = "SKIPPED: memory of 5,000 steps; -Ddpmodel.full=true runs it";
            System.err.println(message);
            Assumptions.abort(message);
        }
    }

    @BeforeEach
    void residentMemoryIsKnown() {
        if (ResidentMemory.bytes().isEmpty()) {
            String message = "SKIPPED: memory of 5,000 steps, this system has no /proc/self/status";
            System.err.println(message);
            Assumptions.abort(message);
        }
    }

    private long growth(int leak) throws IOException, InterruptedException {
        String output = OwnProcess.run(
                folder,
                OwnProcess.usualCache(),
                Map.of(),
                List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"),
                LongRun.class.getName(),
                Integer.toString(leak));
        long growth = output.lines()
                .filter(line -> line.startsWith(LongRun.GROWTH))
                .mapToLong(line -> Long.parseLong(line.substring(LongRun.GROWTH.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(output));
        System.err.printf(
                "%,d steps that leak %,d bytes each: resident memory grew by %,d KiB%n",
                LongRun.STEPS, leak, growth / 1024);
        return growth;
    }

    @Test
    void fiveThousandStepsKeepNativeMemoryFlat() throws IOException, InterruptedException {
        long grown = growth(0);
        assertTrue(grown < BOUND, () -> "resident memory grew by " + grown / 1024 + " KiB in 5,000 steps");
    }

    /** The same measurement sees a tensor of 2,560 floats that each step leaves behind. */
    @Test
    void aLeakOfTenKibibytesAStepIsSeen() throws IOException, InterruptedException {
        long grown = growth(10 * 1024);
        assertTrue(grown > BOUND, () -> "a leak of 49 MiB was seen as " + grown / 1024 + " KiB");
    }
}
