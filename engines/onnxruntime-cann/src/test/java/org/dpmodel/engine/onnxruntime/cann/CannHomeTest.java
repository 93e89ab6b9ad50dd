package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CannHomeTest {
    @TempDir
    Path directory;

    private static void touch(Path folder, String... names) throws IOException {
        Files.createDirectories(folder);
        for (String name : names) {
            Files.write(folder.resolve(name), new byte[] {1});
        }
    }

    private static Path complete(Path folder) throws IOException {
        touch(
                folder,
                "libonnxruntime.so.1.24.4",
                "libonnxruntime_providers_shared.so",
                "libonnxruntime_providers_cann.so",
                "onnxruntime_pybind11_state.so");
        return folder.resolve("libonnxruntime.so.1.24.4").toRealPath();
    }

    private void refused(Path folder, String... words) {
        String message =
                assertThrows(EngineException.class, () -> CannHome.of(folder)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
        assertTrue(message.contains("remove the others") || message.contains("--cann-home"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "capi", "onnxruntime/capi", "lib"})
    void theFolderItselfAndThoseAroundItAreUnderstood(String place) throws IOException {
        Path core = complete(directory.resolve("home").resolve(place));
        assertEquals(core, CannHome.of(directory.resolve("home")).core());
    }

    /** A core that is opened by its link would look for its providers beside the link. */
    @Test
    void linksOfAnOwnBuildAreFollowed() throws IOException {
        Path core = complete(directory.resolve("build"));
        Path links = Files.createDirectories(directory.resolve("links"));
        Files.createSymbolicLink(links.resolve("libonnxruntime.so.1"), core);
        Files.createSymbolicLink(links.resolve("libonnxruntime.so"), links.resolve("libonnxruntime.so.1"));
        assertEquals(core, CannHome.of(links).core());
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        refused(directory.resolve("none"), "none is not a folder");
        refused(Files.createDirectory(directory.resolve("empty")), "holds no libonnxruntime.so");
    }

    @Test
    void anOtherBuildIsNamed() throws IOException {
        Path stock = directory.resolve("stock");
        touch(stock, "libonnxruntime.so.1.24.4", "libonnxruntime_providers_shared.so");
        refused(stock, "has no CANN provider", "libonnxruntime_providers_cann.so");
    }

    @Test
    void twoCoresAreOneTooMany() throws IOException {
        complete(directory);
        touch(directory, "libonnxruntime.so.1.23.2");
        refused(directory, "must hold one ONNX Runtime", "1.23.2", "1.24.4");
    }
}
