package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.dpmodel.graph.GraphException;
import org.junit.jupiter.api.Test;

/** DJL's default engine is exchanged while a block is traced: nobody else may notice, and none need be there. */
class DefaultEngineTest {
    /** The program of the process without engines. */
    static final class Tracing {
        private Tracing() {}

        public static void main(String[] arguments) {
            System.out.println(
                    DjlNetworks.trace(TestBlocks.leNet(), TestBlocks.DIGIT).parameterCount() + " "
                            + System.getProperty("OPT_OUT_TRACKING") + " " + Engine.hasEngine("PyTorch"));
        }
    }

    @Test
    void noNativeEngineIsNeeded() throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("pytorch") && !entry.contains("onnxruntime"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        path,
                        Tracing.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor());
        assertEquals("61706 true false", said);
    }

    @Test
    void otherThreadsKeepTheirEngine() {
        List<String> seen = new ArrayList<>();
        SequentialBlock block = new SequentialBlock().add(TestBlocks.linear(4)).add(LambdaBlock.singleton(array -> {
            seen.add(Engine.getInstance().getEngineName());
            CompletableFuture.runAsync(() -> {
                        seen.add(Engine.getInstance().getEngineName());
                        try (NDManager manager = NDManager.newBaseManager()) {
                            seen.add(manager.create(3f).getFloat() + "");
                        }
                    })
                    .join();
            return array;
        }));
        DjlNetworks.trace(block, new Shape(1, 6));
        // once for the shapes, and once for each of two batch sizes
        List<String> once = List.of("DPModel tracing", "PyTorch", "3.0");
        List<String> expected = new ArrayList<>(once);
        expected.addAll(once);
        expected.addAll(once);
        assertEquals(expected, seen);
        assertEquals("PyTorch", Engine.getInstance().getEngineName());
    }

    @Test
    void theDefaultEngineComesBackAfterAFailure() {
        SequentialBlock block = new SequentialBlock().add(LambdaBlock.singleton(array -> {
            throw new IllegalStateException("thrown by the block");
        }));
        assertThrows(IllegalStateException.class, () -> DjlNetworks.trace(block, new Shape(1, 6)));
        assertNull(System.getProperty("ai.djl.default_engine"));
        assertEquals("PyTorch", Engine.getInstance().getEngineName());
    }

    /** Constants of a real engine are copied, and an array that is a parameter's is that parameter. */
    @Test
    void arraysOfRealEnginesAreTakenByValue() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock block = new SequentialBlock();
            block.add(TestBlocks.linear(4));
            block.add(LambdaBlock.singleton(array -> array.add(manager.create(new float[] {1, 2, 3, 4}))));
            var network = DjlNetworks.trace(block, new Shape(1, 6));
            assertTrue(network.graph().graph().initializers().values().stream()
                    .anyMatch(constant -> constant.type().shape().rank() == 1
                            && Arrays.equals(constant.toFloats(), new float[] {1, 2, 3, 4})));
            SequentialBlock own = new SequentialBlock().add(TestBlocks.linear(4));
            own.add(LambdaBlock.singleton(
                    array -> array.add(own.getParameters().valueAt(1).getArray())));
            String message = assertThrows(GraphException.class, () -> DjlNetworks.trace(own, new Shape(1, 6)))
                    .getMessage();
            assertTrue(message.contains("ParameterStore.getValue"), message);
            own.initialize(manager, DataType.FLOAT32, new Shape(1, 6));
            var shared = DjlNetworks.trace(own, new Shape(1, 6));
            assertEquals(2, shared.graph().readers("01Linear_bias").size());
        }
    }
}
