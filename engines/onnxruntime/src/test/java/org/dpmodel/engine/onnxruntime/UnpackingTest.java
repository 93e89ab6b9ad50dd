package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.engine.Engine;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the native library cannot be unpacked or loaded, the error says what is wrong with the folder, and the cure. */
class UnpackingTest {
    @TempDir
    Path folder;

    /** Prints what is missing. */
    static final class Missing {
        private Missing() {}

        public static void main(String[] arguments) {
            Engine engine = new OnnxRuntimeEngine();
            System.out.println(engine.devices().size() + " devices");
            System.out.println(engine.missing().get(0));
        }
    }

    private String message(Path temporary) throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(folder, List.of("-Djava.io.tmpdir=" + temporary), Missing.class);
        assertTrue(child.output().contains("0 devices"), child.output());
        assertTrue(child.output().contains("-Djava.io.tmpdir"), child.output());
        assertTrue(child.output().contains("allows execution"), child.output());
        assertFalse(child.output().contains("Linux x64"), "the system is not to blame: " + child.output());
        return child.output();
    }

    @Test
    void aMissingFolderIsCalledMissing() throws IOException, InterruptedException {
        Path none = folder.resolve("none");
        String message = message(none);
        assertTrue(message.contains("the folder " + none + ", where it is unpacked, does not exist"), message);
    }

    @Test
    void aFileIsNoFolder() throws IOException, InterruptedException {
        String message = message(Files.createFile(folder.resolve("file")));
        assertTrue(message.contains("is not a folder"), message);
    }

    @Test
    void aFolderThatForbidsExecutionIsReported() throws IOException, InterruptedException {
        Optional<Path> found = forbidding();
        if (found.isEmpty()) {
            System.err.println("SKIPPED: no writable file system here is mounted with noexec");
        }
        Assumptions.assumeTrue(found.isPresent(), "no writable file system is mounted with noexec");
        Path inside = Files.createTempDirectory(found.get(), "dpmodel");
        try {
            String message = message(inside);
            assertTrue(message.contains("does not allow execution"), message);
        } finally {
            // ONNX Runtime leaves behind what it could not load.
            try (Stream<Path> left = Files.walk(inside)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static Optional<Path> forbidding() throws IOException {
        Path mounts = Path.of("/proc/self/mounts");
        if (!Files.exists(mounts)) {
            return Optional.empty();
        }
        return Files.readAllLines(mounts, StandardCharsets.UTF_8).stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields[2].equals("tmpfs") && fields[3].contains("noexec"))
                .map(fields -> Path.of(fields[1]))
                .filter(UnpackingTest::hasRoom)
                .findFirst();
    }

    private static boolean hasRoom(Path place) {
        try {
            return Files.isWritable(place) && Files.getFileStore(place).getUsableSpace() > 100_000_000;
        } catch (IOException e) {
            return false;
        }
    }
}
