package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.testkit.HostTensors;
import org.dpmodel.engine.testkit.ModelStep;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps for GPUs, run on the processor: the same numbers as the cpu target's, by other nodes. */
class CudaTargetTest {
    private static final int EXAMPLES = 32;
    private static final double TOLERANCE = 1e-5;

    static List<ModelStep> steps() {
        return ModelStep.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void equalsTheCpuTarget(ModelStep step) {
        double clippingNorm = clippingNorm(step);
        Map<String, double[]> expected = run(step, OnnxRuntimeTargets.cpu(), clippingNorm);
        Map<String, double[]> found = run(step, OnnxRuntimeTargets.cuda(), clippingNorm);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, elements) -> {
            double largest = Arrays.stream(elements).map(Math::abs).max().orElseThrow();
            for (int i = 0; i < elements.length; i++) {
                int index = i;
                assertEquals(elements[i], found.get(name)[i], TOLERANCE * largest, () -> name + ", element " + index);
            }
        });
    }

    /** The middle of the norms, so that some units are clipped and some are not. */
    private static double clippingNorm(ModelStep step) {
        if (step.clipping().isEmpty()) {
            return Double.NaN;
        }
        double[] norms = run(step, OnnxRuntimeTargets.cpu(), 1).get(StepGraph.NORMS);
        Arrays.sort(norms);
        return norms[norms.length / 2];
    }

    private static Map<String, double[]> run(ModelStep step, GraphTarget target, double clippingNorm) {
        StepGraph graph = step.compile(target, EXAMPLES);
        Map<String, ReferenceTensor> feeds = step.inputs(graph, clippingNorm);
        ExecutionOptions options = ExecutionOptions.defaults().withThreads(2);
        try (CompiledGraph compiled =
                new OnnxRuntimeEngine().compile(graph.model(), Device.cpu(OnnxRuntimeEngine.NAME), options)) {
            Tensors inputs = Tensors.allocate(compiled.inputs());
            Tensors outputs = Tensors.allocate(compiled.outputs());
            feeds.forEach((name, tensor) -> HostTensors.write(tensor, inputs.get(name)));
            compiled.run(inputs, outputs);
            Map<String, double[]> results = new LinkedHashMap<>();
            outputs.asMap().forEach((name, tensor) -> results.put(name, HostTensors.toDoubles(tensor)));
            return results;
        }
    }

    /** What is slow on GPUs, adds in the order of threads, or is left to the processor. */
    private static List<Node> unfit(StepGraph step) {
        List<Node> unfit = new ArrayList<>();
        for (Node node : step.model().graph().nodes()) {
            boolean groups = node.operator().equals("Conv") && node.attributes().integer("group", 1) > 1;
            boolean scattered =
                    node.operator().startsWith("Scatter") || node.operator().equals("ConvTranspose");
            boolean shapeNode = Stream.of("Shape", "Size", "NonZero").anyMatch(node.operator()::equals);
            boolean indices =
                    node.operator().equals("MaxPool") && node.outputs().size() > 1;
            if (groups || scattered || shapeNode || indices) {
                unfit.add(node);
            }
        }
        return unfit;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void noNodeIsUnfitForGpus(ModelStep step) {
        assertEquals(List.of(), unfit(step.compile(OnnxRuntimeTargets.cuda(), EXAMPLES)));
    }

    /** Otherwise the tests above would compare a target with itself. */
    @Test
    void theTargetsDiffer() {
        assertFalse(unfit(ModelStep.all().get(0).compile(OnnxRuntimeTargets.cpu(), EXAMPLES))
                .isEmpty());
        assertEquals(
                GraphTarget.REDUCED_PRECISION_MARGIN, OnnxRuntimeTargets.cuda().roundingMargin());
        assertTrue(OnnxRuntimeTargets.cuda().roundingMargin()
                > OnnxRuntimeTargets.cpu().roundingMargin());
    }
}
