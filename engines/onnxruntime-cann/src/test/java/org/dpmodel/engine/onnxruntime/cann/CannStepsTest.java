package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.testkit.HostTensors;
import org.dpmodel.engine.testkit.ModelStep;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the device is given, and how exactly it computes, seen by the counters of the double. */
@NeedsCann
class CannStepsTest {
    private static final int EXAMPLES = 32;
    private static final double TOLERANCE = 1e-5;
    private static final ExecutionOptions OPTIONS = ExecutionOptions.defaults().withThreads(1);

    /** The first graph of a device is preceded by the probe of its arithmetic, which is not to be counted. */
    @BeforeAll
    static void proveTheDevice() {
        cann().compile(squares(), OPTIONS).close();
    }

    @BeforeEach
    void reset() {
        CannDouble.reset();
    }

    private static EngineDevice cann() {
        return Engines.device("onnxruntime:cann:0");
    }

    static List<ModelStep> steps() {
        return ModelStep.all();
    }

    /** One model, one execution a run, the inputs one way and the outputs the other, and the processor's results. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void everyStepIsOneExecution(ModelStep step) {
        StepGraph graph = step.compile(CannTarget.target(), EXAMPLES);
        Map<String, ReferenceTensor> feeds = step.inputs(graph, 1);
        Map<String, double[]> expected = run(Engines.device("onnxruntime:cpu"), graph.model(), feeds);
        try (CompiledGraph compiled = cann().compile(graph.model(), OPTIONS)) {
            assertEquals(1, CannDouble.counter("models_parsed"));
            assertEquals(1, CannDouble.counter("executions"), "the warm-up");
            CannDouble.resetCounters();
            Map<String, double[]> found = run(compiled, feeds);
            assertEquals(1, CannDouble.counter("executions"));
            assertEquals(0, CannDouble.counter("models_parsed"));
            assertEquals(bytes(compiled.inputs()), CannDouble.counter("bytes_host_to_device"));
            assertEquals(bytes(compiled.outputs()), CannDouble.counter("bytes_device_to_host"));
            assertEquals(0, CannDouble.counter("bytes_device_to_device"));
            expected.forEach((name, elements) -> assertClose(name, elements, found.get(name)));
        }
        assertEquals(0, CannDouble.counter("live_models"));
    }

    private static long bytes(List<ValueInfo> values) {
        return values.stream().mapToLong(value -> value.type().bytes()).sum();
    }

    /** Relative to the largest element. */
    private static void assertClose(String name, double[] expected, double[] found) {
        double allowed =
                TOLERANCE * Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            int index = i;
            assertEquals(expected[i], found[i], allowed, () -> name + ", element " + index);
        }
    }

    private static Map<String, double[]> run(EngineDevice device, OnnxModel model, Map<String, ReferenceTensor> feeds) {
        try (CompiledGraph compiled = device.compile(model, OPTIONS)) {
            return run(compiled, feeds);
        }
    }

    private static Map<String, double[]> run(CompiledGraph compiled, Map<String, ReferenceTensor> feeds) {
        Tensors inputs = Tensors.allocate(compiled.inputs());
        Tensors outputs = Tensors.allocate(compiled.outputs());
        feeds.forEach((name, tensor) -> HostTensors.write(tensor, inputs.get(name)));
        compiled.run(inputs, outputs);
        Map<String, double[]> results = new LinkedHashMap<>();
        outputs.asMap().forEach((name, tensor) -> results.put(name, HostTensors.toDoubles(tensor)));
        return results;
    }

    /** Node by node, as enable_cann_graph=0 has it, the provider leaves what it has no kernel for to the processor. */
    @Test
    void whatWouldRunOnTheProcessorIsRefused() {
        OnnxModel exponential = unary("Exp", 4);
        assertNotEquals(0, run(cann(), exponential, ones(4)).get("y")[0]);
        EngineException error = assertThrows(EngineException.class, () -> cann().compile(
                        exponential, OPTIONS.withProviderOption("enable_cann_graph", "0"))
                .close());
        assertTrue(error.getMessage().contains("would run on the processor"), error.getMessage());
    }

    private static OnnxModel unary(String operator, long size) {
        return new OnnxModel(
                new Graph(
                        "unary",
                        List.of(new ValueInfo("x", TensorType.floats(size))),
                        List.of(new ValueInfo("y", TensorType.floats(size))),
                        List.of(new Node("node", operator, List.of("x"), List.of("y"), Attributes.none())),
                        Map.of()),
                13);
    }

    private static Map<String, ReferenceTensor> ones(int size) {
        double[] elements = new double[size];
        Arrays.fill(elements, 1);
        return Map.of("x", ReferenceTensor.floats(Shape.of(size), elements));
    }

    /** 300 squared is more than half precision holds: the squared norm of a gradient would be infinite. */
    @Test
    void floatsAreKeptUnlessTheUserSaysOtherwise() {
        Map<String, ReferenceTensor> feeds = Map.of("x", ReferenceTensor.floats(Shape.of(2), 300, 1.0001));
        OnnxModel squares = squares();
        double[] exact = run(cann(), squares, feeds).get("y");
        assertEquals("must_keep_origin_dtype", CannDouble.precisionMode());
        assertEquals(90_000, exact[0], 0.1);
        assertEquals(1.0001f * 1.0001f, exact[1], 1e-6);
        ExecutionOptions half = OPTIONS.withProviderOption("precision_mode", "force_fp16");
        EngineException error = assertThrows(
                EngineException.class, () -> cann().compile(squares, half).close());
        assertTrue(error.getMessage().contains("start another process"), error.getMessage());
        assertEquals(List.of(), cann().privacyRemarks(OPTIONS));
        assertTrue(cann().privacyRemarks(half).get(0).contains("precision_mode=force_fp16"));
    }

    /** CANN reads the mode once in a process: what comes first counts, and another one is refused, not ignored. */
    @Test
    void halfPrecisionIsForAWholeProcess(@TempDir Path folder) {
        ForkedJvm.Result result = new ForkedJvm(folder).run("half", "onnxruntime:cann:0");
        assertEquals(0, result.exitCode(), result.output());
        assertEquals("force_fp16", result.value("mode"));
        assertEquals("Infinity 1.0", result.value("squares of 300 and 1.0001"));
        assertTrue(result.value("onnxruntime:cann:0").contains("start another process"), result.output());
    }

    static OnnxModel squares() {
        return new OnnxModel(
                new Graph(
                        "squares",
                        List.of(new ValueInfo("x", TensorType.floats(2))),
                        List.of(new ValueInfo("y", TensorType.floats(2))),
                        List.of(new Node("node", "Mul", List.of("x", "x"), List.of("y"), Attributes.none())),
                        Map.of()),
                13);
    }

    static OnnxModel plus(float constant) {
        return new OnnxModel(
                new Graph(
                        "plus",
                        List.of(new ValueInfo("x", TensorType.floats(1))),
                        List.of(new ValueInfo("y", TensorType.floats(1))),
                        List.of(new Node("node", "Add", List.of("x", "c"), List.of("y"), Attributes.none())),
                        Map.of("c", Constant.floats(Shape.of(1), constant))),
                13);
    }

    /** The provider destroys its stream in the thread that closes, which must have the device then. */
    @Test
    void anyThreadMayClose() throws InterruptedException {
        long before = CannDouble.counter("live_streams");
        CompiledGraph graph = cann().compile(squares(), OPTIONS);
        Thread closer = new Thread(graph::close);
        closer.start();
        closer.join();
        assertEquals(before, CannDouble.counter("live_streams"));
    }

    @Test
    void newConstantsNeverGiveOldNumbers() {
        for (float constant : new float[] {1, 2, 1}) {
            assertEquals(1 + constant, run(cann(), plus(constant), ones(1)).get("y")[0]);
        }
        assertTrue(CannDouble.graphName().startsWith("plus_"), CannDouble.graphName());
        assertEquals(0, CannDouble.counter("models_loaded_from_file") + CannDouble.counter("models_saved"));
    }

    /** The trap itself: the provider as it comes writes compiled models, and takes one with other constants for its own. */
    @Test
    void theProviderAloneFallsIntoTheTrapAndTheDriverDoesNot(@TempDir Path folder) throws IOException {
        ForkedJvm.Result trap = new ForkedJvm(folder).run("trap");
        assertEquals(0, trap.exitCode(), trap.output());
        assertEquals("2.0", trap.value("provider with constant 1"));
        assertEquals("2.0", trap.value("provider with constant 2"), "no trap any more: the driver may be simpler");
        assertEquals("2.0", trap.value("driver with constant 1"));
        assertEquals("3.0", trap.value("driver with constant 2"));
    }

    @Test
    void aCompiledModelOfAStrangerIsRefused(@TempDir Path folder) throws IOException {
        ForkedJvm.Result result = new ForkedJvm(folder).run("stranger");
        assertEquals(0, result.exitCode(), result.output());
        assertTrue(result.value("stranger").contains("delete it, or start in another directory"), result.output());
    }

    @Test
    void aLimitOfTheDevicesMemoryHolds() {
        ExecutionOptions limited = OPTIONS.withDeviceMemoryLimit(1 << 20);
        EngineException error = assertThrows(EngineException.class, () -> cann().compile(unary("Neg", 1 << 20), limited)
                .close());
        assertTrue(error.getMessage().contains("memory is exhausted"), error.getMessage());
        assertEquals(-1, run(cann(), unary("Neg", 1 << 10), ones(1 << 10)).get("y")[5]);
    }

    @Test
    void aValueThatTheProviderDoesNotReadIsNamed() {
        ExecutionOptions odd = OPTIONS.withProviderOption("npu_mem_limit", "a lot");
        EngineException error = assertThrows(EngineException.class, () -> cann().compile(unary("Neg", 1), odd)
                .close());
        assertTrue(error.getMessage().contains("npu_mem_limit"), error.getMessage());
    }
}
