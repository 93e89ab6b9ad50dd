package org.dpmodel.engine.onnxruntime.capi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The C API over the core of the official artifact, by its processor's provider. */
class CApiBindingTest {
    @TempDir
    static Path directory;

    private static CApi api;
    private static CApiEnvironment environment;

    @BeforeAll
    static void load() {
        api = CApiLibrary.load(StockCore.copyTo(directory)).api();
        environment = CApiEnvironment.create(api);
    }

    private static OnnxModel model(String name, String operator) {
        return new OnnxModel(
                new Graph(
                        name,
                        List.of(value("a", 2, 3), value("b", 3)),
                        List.of(value("y", 2, 3)),
                        List.of(new Node("n", operator, List.of("a", "b"), List.of("y"), Attributes.none())),
                        Map.of()),
                13);
    }

    private static ValueInfo value(String name, long... dims) {
        return new ValueInfo(name, TensorType.floats(dims));
    }

    private static CompiledGraph compile(OnnxModel model) {
        try (CApiSessionOptions options = CApiSessionOptions.create(api, 1)) {
            return CApiCompiledGraph.create(
                    environment,
                    "graph " + model.graph().name(),
                    model,
                    options,
                    (activity, failure) -> new EngineException(activity + ": " + failure.getMessage(), failure));
        }
    }

    @Test
    void theCoreSaysWhatItIs() {
        assertTrue(
                api.library().version().matches("1\\.[0-9]+\\.[0-9]+"),
                api.library().version());
        assertTrue(api.availableProviders().contains("CPUExecutionProvider"), api.availableProviders()::toString);
    }

    @Test
    void runsReadAndWriteInPlace() {
        try (CompiledGraph graph = compile(model("sum", "Add"))) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("a").floats().put(new float[] {1, 2, 3, 4, 5, 6});
            for (int i = 0; i < 3; i++) {
                inputs.get("b").floats().put(new float[] {i, 10 * i, 100 * i});
                graph.run(inputs, outputs);
                float[] y = new float[6];
                outputs.get("y").floats().get(y);
                assertArrayEquals(new float[] {1 + i, 2 + 10 * i, 3 + 100 * i, 4 + i, 5 + 10 * i, 6 + 100 * i}, y);
            }
        }
    }

    @Test
    void whatTheCoreRefusesIsAnError() {
        EngineException error = assertThrows(
                EngineException.class, () -> compile(model("odd", "Teleport")).close());
        assertTrue(error.getMessage().startsWith("compiling graph odd: "), error.getMessage());
        assertTrue(error.getMessage().contains("Teleport"), error.getMessage());
        assertTrue(((CApiException) error.getCause()).code() > 0);
    }

    /** Which also shows that the position of the function that sets it is right. */
    @Test
    void whatWouldRunOnTheProcessorIsRefusedOnceThatIsForbidden() {
        try (CApiSessionOptions options = CApiSessionOptions.create(api, 1)) {
            options.forbidProcessorFallback();
            EngineException error = assertThrows(EngineException.class, () -> CApiCompiledGraph.create(
                            environment,
                            "it",
                            model("sum", "Add"),
                            options,
                            (activity, failure) -> new EngineException(failure.getMessage()))
                    .close());
            assertTrue(error.getMessage().contains("explicitly disabled"), error.getMessage());
        }
    }

    @Test
    void aClosedObjectIsNotUsed() {
        CApiSessionOptions options = CApiSessionOptions.create(api, 1);
        options.close();
        options.close();
        IllegalStateException error = assertThrows(IllegalStateException.class, options::forbidProcessorFallback);
        assertTrue(error.getMessage().contains("closed"), error.getMessage());
    }

    @Test
    void aLibraryWithoutTheApiIsNoCore() {
        Path file = Path.of("/lib/x86_64-linux-gnu/libm.so.6");
        if (!Files.exists(file)) {
            System.err.println("SKIPPED: a library that is no ONNX Runtime, there is no " + file);
            return;
        }
        EngineException error = assertThrows(EngineException.class, () -> CApiLibrary.load(file));
        assertTrue(error.getMessage().contains("is not the library of ONNX Runtime"), error.getMessage());
    }

    @Test
    void theHighestVersionThatBothSidesKnowIsAskedFor() {
        Path file = Path.of("libonnxruntime.so");
        assertEquals(22, CApiLibrary.tableVersion(file, "1.22.1"));
        assertEquals(24, CApiLibrary.tableVersion(file, "1.24.4"));
        assertEquals(24, CApiLibrary.tableVersion(file, "1.29.0-dev"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.21.0", "1.9.1", "0.5.0", "2.0.0", ""})
    void otherReleasesAreRefused(String version) {
        EngineException error = assertThrows(
                EngineException.class, () -> CApiLibrary.tableVersion(Path.of("libonnxruntime.so"), version));
        assertTrue(error.getMessage().contains("1.22"), error.getMessage());
    }
}
