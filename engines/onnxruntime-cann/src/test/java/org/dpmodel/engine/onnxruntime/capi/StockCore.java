package org.dpmodel.engine.onnxruntime.capi;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The core inside the official artifact, which has the same C API, for tests that need no other provider than its own. */
public final class StockCore {
    private StockCore() {}

    /**
     * A copy of the core in a folder.
     *
     * @param folder where to
     * @return the file
     */
    public static Path copyTo(Path folder) {
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (!linux) {
            System.err.println("SKIPPED: the binding of ONNX Runtime's C API is for Linux, this is "
                    + System.getProperty("os.name"));
        }
        Assumptions.assumeTrue(linux, "the binding is for Linux");
        String platform = System.getProperty("os.arch").equals("amd64") ? "linux-x64" : "linux-aarch64";
        Path file = folder.resolve("libonnxruntime.so");
        try (InputStream library =
                OrtEnvironment.class.getResourceAsStream("/ai/onnxruntime/native/" + platform + "/libonnxruntime.so")) {
            Files.copy(library, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
