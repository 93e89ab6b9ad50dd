package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.onnxruntime.OnnxRuntimeTargets;
import org.dpmodel.engine.onnxruntime.cann.dialect.CannDialect;
import org.dpmodel.engine.testkit.HostTensors;
import org.dpmodel.engine.testkit.ModelStep;
import org.dpmodel.engine.testkit.RowComparison;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of all models, compiled for the cann target, equal those of the cpu target, and are within what CANN takes. */
class CannTargetOnCpuTest {
    private static final int EXAMPLES = 32;
    private static final int MICROBATCHES = 4;
    private static final double TOLERANCE = 1e-5;
    private static final ExecutionOptions OPTIONS = ExecutionOptions.defaults().withThreads(2);

    private static final EngineDevice CPU = Engines.device("onnxruntime:cpu");

    static List<ModelStep> steps() {
        return ModelStep.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void equalsTheCpuTarget(ModelStep step) {
        double clippingNorm = clippingNorm(step);
        Map<String, double[]> expected = run(step, OnnxRuntimeTargets.cpu(), clippingNorm);
        Map<String, double[]> found = run(step, CannTarget.target(), clippingNorm);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, elements) -> assertClose(name, elements, found.get(name)));
    }

    static List<ModelStep> clippedSteps() {
        return steps().stream().filter(step -> step.clipping().isPresent()).toList();
    }

    /** Rule 14, for the graphs of these devices on the processor's kernels. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("clippedSteps")
    void rowsAreEqualToTheBit(ModelStep step) {
        int examples = step.unitSize() == 1 ? EXAMPLES : MICROBATCHES * step.unitSize();
        try (RowComparison rows = new RowComparison(CPU, step.compile(CannTarget.target(), examples))) {
            assertEquals(Optional.empty(), rows.firstDifference());
        }
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
        return run(graph.model(), step.inputs(graph, clippingNorm));
    }

    private static Map<String, double[]> run(OnnxModel model, Map<String, ReferenceTensor> feeds) {
        try (CompiledGraph compiled = CPU.compile(model, OPTIONS)) {
            Tensors inputs = Tensors.allocate(compiled.inputs());
            Tensors outputs = Tensors.allocate(compiled.outputs());
            feeds.forEach((name, tensor) -> HostTensors.write(tensor, inputs.get(name)));
            compiled.run(inputs, outputs);
            Map<String, double[]> results = new LinkedHashMap<>();
            outputs.asMap().forEach((name, tensor) -> results.put(name, HostTensors.toDoubles(tensor)));
            return results;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void isWithinTheDialect(ModelStep step) {
        assertEquals(
                List.of(),
                CannDialect.check(step.compile(CannTarget.target(), EXAMPLES).model()));
        assertEquals(
                List.of(),
                CannDialect.check(step.forward(CannTarget.target(), EXAMPLES).model()));
    }

    /** Otherwise the comparison above would compare a target with itself. */
    /** Seen to fail with the margin of float32, which would let a unit whose products are rounded pass C. */
    @Test
    void theMarginPaysForRoundedProducts() {
        assertEquals(GraphTarget.REDUCED_PRECISION_MARGIN, CannTarget.target().roundingMargin());
    }

    @Test
    void theTargetsDiffer() {
        ModelStep step = ModelStep.all().get(0);
        assertTrue(!CannDialect.check(
                        step.compile(OnnxRuntimeTargets.cpu(), EXAMPLES).model())
                .isEmpty());
    }
}
