package org.dpmodel.spark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.spark.SparkDPModel;

/** Saved networks as bytes, which can be sent where files cannot. */
final class OnnxBytes {
    private OnnxBytes() {}

    /** Reads a file. */
    @FunctionalInterface
    interface FileUse<R> {
        R of(Path file) throws IOException;
    }

    /** The content of the file that a model saves. */
    static byte[] of(SparkDPModel model) {
        return inFile(new byte[0], file -> {
            model.save(file);
            return Files.readAllBytes(file);
        });
    }

    /** Writes bytes into a temporary file, which is deleted afterwards. */
    static <R> R inFile(byte[] bytes, FileUse<R> use) {
        try {
            Path file = Files.createTempFile("dpmodel", ".onnx");
            try {
                Files.write(file, bytes);
                return use.of(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
