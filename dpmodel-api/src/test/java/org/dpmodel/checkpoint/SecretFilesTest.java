package org.dpmodel.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.optimizer.Optimizers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells who is in the data is for its owner's eyes, whatever the process's mask lets others read. */
class SecretFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needsOwners() {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!posix) {
            System.err.println("SKIPPED: permissions of secret files, which this file system does not have");
        }
        assumeTrue(posix);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void trainingStateIsReadableByItsOwnerAlone() throws IOException {
        Path file = folder.resolve("training-state.bin");
        TrainingState state = new TrainingState(
                0,
                OptionalDouble.empty(),
                "SGD",
                Optimizers.sgd(0.1).newState(1).snapshot(),
                new byte[] {1},
                Map.of("w", new float[] {1}),
                Optional.empty(),
                Optional.empty());

        state.write(file);
        assertEquals("rw-------", permissions(file));
        state.write(file);
        assertEquals("rw-------", permissions(file), "when it is replaced");
        TrainingState.read(file);
    }

    @Test
    void otherFilesAreAsTheProcessSays() throws IOException {
        Path ordinary = Files.writeString(folder.resolve("ordinary"), "");
        Path atomic = folder.resolve("atomic");
        AtomicFile.write(atomic, new byte[] {1});
        Path secret = folder.resolve("secret");
        AtomicFile.writeSecret(secret, new byte[] {1});

        assertEquals(permissions(ordinary), permissions(atomic));
        assertNotEquals(permissions(secret), "rw-r--r--");
    }
}
