package org.dpmodel.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.checkpoint.Checkpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A disk that fills up, as a limit on the size of files: one clear error, nothing half written, nothing forgotten. Which file
 * fails first depends on the limit: the smallest stop the ledger at once, larger ones a checkpoint or the growing
 * ledger.
 */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: limits on files are tried on Linux only")
class FullDiskTest {
    private static final int EPOCHS = 20;
    private static final int UNITS = 8;

    @TempDir
    Path temporary;

    private Path run;
    private Path checkpoints;

    private void inFolder(Path folder) {
        run = folder.resolve("run");
        checkpoints = folder.resolve("checkpoints");
    }

    private Victim start(int largestFile) throws IOException {
        return Victim.start(run, checkpoints, EPOCHS, UNITS, largestFile);
    }

    private static boolean canLimitFiles() {
        return Stream.of("/usr/bin/prlimit", "/bin/prlimit").map(Path::of).anyMatch(Files::isExecutable);
    }

    private static String onlyError(Victim victim) throws InterruptedException {
        victim.awaits(line -> false);
        assertEquals(1, victim.exitCode(), () -> "said " + victim.lines());
        List<String> last = victim.lines().stream()
                .filter(line -> !line.startsWith("step ") && !line.equals("begins"))
                .toList();
        assertEquals(1, last.size(), () -> "one line must say what is wrong, found " + last);
        assertTrue(last.get(0).startsWith("error cannot "), last.get(0));
        return last.get(0);
    }

    static IntStream largestFiles() {
        if (Boolean.getBoolean("dpmodel.full")) {
            return IntStream.of(100, 1000, 4000, 20_000);
        }
        System.err.println(
                "SKIPPED: disks with room for 100 and 4,000 bytes a file; -Ddpmodel.full=true fills them, too");
        return IntStream.of(1000, 20_000);
    }

    @ParameterizedTest
    @MethodSource("largestFiles")
    void aFullDiskIsAnErrorAndNothingIsForgotten(int largestFile) throws Exception {
        assumeTrue(canLimitFiles(), "SKIPPED: the program prlimit is not here, no disk was filled");
        inFolder(temporary);
        long seen;
        try (Victim victim = start(largestFile)) {
            String error = onlyError(victim);
            assertTrue(error.contains(temporary.toString()), error);
            assertTrue(error.contains("File too large"), error);
            assertTrue(error.contains("free space") || error.contains("bytes free"), error);
            seen = victim.lines().stream()
                    .filter(line -> line.startsWith("step "))
                    .count();
        }
        assertNothingHalfWritten();
        boolean resumable = DPModel.isResumable(run);
        assertTrue(resumable || seen == 0, "steps ran, but nothing can be resumed");
        try (Victim next = start(0)) {
            assertTrue(next.awaits(line -> line.startsWith("done ")), () -> "said " + next.lines());
            if (resumable) {
                long[] resumed = next.numbers("resumed");
                assertTrue(resumed[0] >= seen && resumed[0] <= seen + 1, resumed[0] + " steps after " + seen);
                assertTrue(resumed[1] <= 1, "lost " + resumed[1]);
            }
        }
    }

    private void assertNothingHalfWritten() throws IOException {
        for (Path folder : List.of(run, checkpoints)) {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        String name = file.getFileName().toString();
                        assertFalse(name.endsWith(".tmp"), name);
                        if (name.endsWith(".onnx")) {
                            Checkpoint.read(file);
                        }
                    }
                }
            }
        }
    }

    private void refusedBeforeAnyStep() throws Exception {
        try (Victim victim = start(0)) {
            String error = onlyError(victim);
            assertTrue(error.contains("writable"), error);
            assertFalse(victim.lines().stream().anyMatch(line -> line.startsWith("step ")));
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsAnErrorBeforeAnyStep() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "not a folder");
        inFolder(file);
        refusedBeforeAnyStep();
    }

    @Test
    void aReadOnlyFolderIsAnErrorBeforeAnyStep() throws Exception {
        inFolder(Files.createDirectory(temporary.resolve("read-only")));
        Files.createDirectory(run);
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(run), "SKIPPED: this user may write into read-only folders");
        refusedBeforeAnyStep();
    }

    @Test
    void twoProcessesCannotWriteOneLedger() throws Exception {
        inFolder(temporary);
        // Still at work when the second, which may take seconds to start, comes to the ledger.
        try (Victim first = Victim.start(run, checkpoints, 100 * EPOCHS, UNITS, 0)) {
            assertTrue(first.awaits(line -> line.startsWith("step ")), () -> "said " + first.lines());
            try (Victim second = start(0)) {
                second.awaits(line -> false);
                assertEquals(1, second.exitCode(), () -> "said " + second.lines());
                String said = second.lines().toString();
                assertTrue(said.contains("error another run writes the ledger"), said);
            }
        }
    }
}
