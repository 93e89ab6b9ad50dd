package org.dpmodel.engine.onnxruntime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.nn.Network;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks as exporters write them are trained privately, saved, and served by ONNX Runtime alone. */
@Tag("slow")
class ExportedModelsTest {
    @TempDir
    Path directory;

    private static Path folder() {
        return Path.of(System.getProperty("dpmodel.rootDirectory", "../.."), "..", "shared", "models");
    }

    static List<String> models() throws IOException {
        if (!Files.isDirectory(folder())) {
            System.err.println("SKIPPED: training of exporters' networks, none in ../shared/models");
            return List.of("");
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void twentyPrivateStepsLowerTheLossAndTheResultIsServed(String name) throws Exception {
        if (name.isEmpty()) {
            return;
        }
        TrainedAndServed.check(Network.fromOnnx(folder().resolve(name)), directory.resolve("trained.onnx"));
    }
}
