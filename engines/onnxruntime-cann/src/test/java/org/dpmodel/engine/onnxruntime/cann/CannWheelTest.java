package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wheel is unpacked whole or not at all, and never anywhere else. */
class CannWheelTest {
    private static final String CORE = MadeUpWheel.CAPI + "libonnxruntime.so.1.24.4";
    private static final String PROVIDER = MadeUpWheel.CAPI + "libonnxruntime_providers_cann.so";

    @TempDir
    Path directory;

    private Path downloads;
    private Path target;

    @BeforeEach
    void folders() throws IOException {
        downloads = Files.createDirectory(directory.resolve("downloads"));
        target = directory.resolve("cann").resolve("1.24.4");
    }

    private static MadeUpWheel wheel() {
        return MadeUpWheel.of(MadeUpWheel.X86_64);
    }

    private static CannWheel open(Path file) throws IOException {
        return CannWheel.open(file, "amd64");
    }

    private void assertRefused(MadeUpWheel wheel, String... words) throws IOException {
        assertRefused(wheel.write(downloads), words);
    }

    private void assertRefused(Path file, String... words) throws IOException {
        IOException error = assertThrows(IOException.class, () -> open(file).install(target));
        for (String word : words) {
            assertTrue(error.getMessage().contains(word), error.getMessage());
        }
        assertEquals(
                Set.of("downloads"),
                everythingBelow(directory).stream()
                        .filter(name -> !name.startsWith("downloads/"))
                        .collect(Collectors.toSet()));
    }

    private static Set<String> everythingBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.equals(folder))
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void theLibrariesAndNoticesAreUnpackedAndNothingElse() throws IOException {
        Path file = wheel().write(downloads);
        CannWheel wheel = open(file);
        assertEquals("1.24.4", wheel.version());
        assertEquals("x86_64", wheel.architecture());
        assertEquals(Checksums.sha256(file), wheel.sha256());
        assertEquals(64, wheel.sha256().length());
        assertEquals(target, wheel.install(target));
        assertEquals(
                Set.of(
                        "LICENSE",
                        "libonnxruntime.so.1.24.4",
                        "libonnxruntime_providers_cann.so",
                        "libonnxruntime_providers_shared.so"),
                everythingBelow(target));
        assertArrayEquals(
                MadeUpWheel.library(MadeUpWheel.X86_64),
                Files.readAllBytes(target.resolve("libonnxruntime.so.1.24.4")));
        assertEquals(Set.of("1.24.4"), topLevel(target.getParent()));
    }

    private static Set<String> topLevel(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void anEmptyFolderIsTakenAndAFullOneIsKept() throws IOException {
        CannWheel wheel = open(wheel().write(downloads));
        Files.createDirectories(target);
        wheel.install(target);
        Files.writeString(target.resolve("mine"), "kept");
        IOException error = assertThrows(IOException.class, () -> wheel.install(target));
        assertTrue(error.getMessage().contains("is not empty"), error.getMessage());
        assertEquals("kept", Files.readString(target.resolve("mine")));
        assertEquals(Set.of("1.24.4"), topLevel(target.getParent()));
        IOException onFile = assertThrows(IOException.class, () -> wheel.install(target.resolve("mine")));
        assertTrue(onFile.getMessage().contains("is a file"), onFile.getMessage());
    }

    @Test
    void aFolderThatCannotBeWrittenIsAnError() throws IOException {
        CannWheel wheel = open(wheel().write(downloads));
        Path file = Files.writeString(directory.resolve("occupied"), "");
        IOException error = assertThrows(IOException.class, () -> wheel.install(file.resolve("cann")));
        assertTrue(error.getMessage().contains("writable folder"), error.getMessage());
    }

    @Test
    void entriesThatReachOutOfTheWheelSpoilIt() throws IOException {
        byte[] evil = {1};
        for (String name : List.of(
                "../evil.so",
                "onnxruntime/capi/../../../evil.so",
                "/evil.so",
                "C:/evil.so",
                "onnxruntime\\capi\\..\\evil.so",
                "..")) {
            assertRefused(wheel().with(name, evil), "is refused", name);
        }
    }

    @Test
    void librariesElsewhereInTheWheelAreNotTaken() throws IOException {
        byte[] library = MadeUpWheel.library(MadeUpWheel.X86_64);
        CannWheel wheel = open(wheel().with("onnxruntime/capi/old/libonnxruntime_providers_cann.so", new byte[1])
                .with("other/libonnxruntime.so", new byte[1])
                .write(downloads));
        wheel.install(target);
        assertArrayEquals(library, Files.readAllBytes(target.resolve("libonnxruntime_providers_cann.so")));
    }

    @Test
    void missingAndDoubledLibrariesAreNamed() throws IOException {
        assertRefused(wheel().without(PROVIDER), "missing [libonnxruntime_providers_cann.so]");
        assertRefused(wheel().without(CORE), "libonnxruntime.so once", "found []");
        assertRefused(
                wheel().with(MadeUpWheel.CAPI + "libonnxruntime.so.1", MadeUpWheel.library(MadeUpWheel.X86_64)),
                "libonnxruntime.so once",
                "libonnxruntime.so.1.24.4");
    }

    @Test
    void alteredLibrariesAreFound() throws IOException {
        byte[] altered = MadeUpWheel.library(MadeUpWheel.X86_64);
        altered[40] = 1;
        assertRefused(wheel().tampered(PROVIDER, altered), "is damaged", PROVIDER, "SHA-256");
        String unlisted = MadeUpWheel.CAPI + "libonnxruntime.so";
        assertRefused(wheel().without(CORE).tampered(unlisted, altered), "is damaged", "no SHA-256 of " + unlisted);
    }

    @Test
    void librariesForAnotherProcessorAreRefused() throws IOException {
        Path arm = MadeUpWheel.of(MadeUpWheel.AARCH64).write(downloads);
        assertRefused(arm, "does not fit this machine", "is for aarch64", "this is x86_64");
        assertEquals("aarch64", CannWheel.open(arm, "aarch64").architecture());
        assertRefused(wheel().with(PROVIDER, new byte[64]), "no 64-bit Linux machine");
        assertRefused(wheel().with(PROVIDER, new byte[3]), "only 3 bytes");
        assertRefused(wheel().with(PROVIDER, MadeUpWheel.library(8)), "ELF machine 8");
    }

    @Test
    void otherPackagesAreRefused() throws IOException {
        assertRefused(wheel().metadata("Name: onnxruntime\nVersion: 1.24.4\n"), "onnxruntime-cann", "'onnxruntime'");
        assertRefused(wheel().metadata("Name: onnxruntime_cann\nVersion: ../1\n"), "malformed version", "'../1'");
        assertRefused(wheel().metadata("nothing"), "found ''");
    }

    @Test
    void damagedFilesAreErrors() throws IOException {
        assertRefused(directory.resolve("downloads").resolve("none.whl"), "does not exist", "pip download");
        byte[] whole = Files.readAllBytes(wheel().write(downloads));
        List<byte[]> damaged = new ArrayList<>();
        for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
            damaged.add(Arrays.copyOf(whole, length));
        }
        damaged.add("a text".getBytes(StandardCharsets.UTF_8));
        for (byte[] content : damaged) {
            assertRefused(Files.write(downloads.resolve("cut.whl"), content), "cut.whl is not a wheel");
        }
    }

    @Test
    void theNewestCompleteInstallationIsFound() throws IOException {
        CannInstallations installations = new CannInstallations(directory.resolve("cann"));
        assertEquals(Optional.empty(), installations.newest());
        CannWheel wheel = open(wheel().write(downloads));
        for (String version : List.of("1.9.0", "1.24.4", "1.24")) {
            wheel.install(installations.folder(version));
        }
        wheel.install(directory.resolve("cann").resolve("2.0-beta"));
        Files.createDirectory(installations.folder("3.0"));
        assertEquals(Optional.of(installations.folder("1.24.4")), installations.newest());
        assertTrue(CannInstallations.core(installations.folder("1.24.4"))
                .orElseThrow()
                .endsWith("libonnxruntime.so.1.24.4"));
        assertThrows(IllegalArgumentException.class, () -> installations.folder("../1"));
        assertThrows(IllegalArgumentException.class, () -> installations.folder(""));
    }

    /** The published wheel, where the environment names it. */
    @Test
    void theRealWheelIsUnpacked() throws IOException {
        String name = System.getenv("DPMODEL_CANN_WHEEL");
        if (name == null) {
            System.err.println("SKIPPED: the published wheel is not unpacked; set DPMODEL_CANN_WHEEL to its file");
        }
        Assumptions.assumeTrue(name != null, "DPMODEL_CANN_WHEEL is not set");
        CannWheel wheel = CannWheel.open(Path.of(name));
        wheel.install(target);
        assertTrue(CannInstallations.isComplete(target));
        assertTrue(Files.size(CannInstallations.core(target).orElseThrow()) > 1 << 20);
    }
}
