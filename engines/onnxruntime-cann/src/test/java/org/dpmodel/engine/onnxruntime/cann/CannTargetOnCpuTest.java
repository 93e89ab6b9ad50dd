package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.onnxruntime.OnnxRuntimeTargets;
import org.dpmodel.engine.onnxruntime.cann.dialect.CannDialect;
import org.dpmodel.engine.testkit.ModelStep;
import org.dpmodel.engine.testkit.RowComparison;
import org.dpmodel.engine.testkit.TargetComparison;
import org.dpmodel.graph.lowering.GraphTarget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of all models, compiled for the cann target, equal those of the cpu target, and are within what CANN takes. */
@Tag("slow")
class CannTargetOnCpuTest {
    private static final int EXAMPLES = 32;
    private static final int MICROBATCHES = 4;

    private static final EngineDevice CPU = Engines.device("onnxruntime:cpu");

    static List<ModelStep> steps() {
        return ModelStep.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void equalsTheCpuTarget(ModelStep step) {
        TargetComparison targets = new TargetComparison(CPU, OnnxRuntimeTargets.cpu(), CannTarget.target());
        assertEquals(Optional.empty(), targets.firstDifference(step));
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

    /** Seen to fail with the margin of float32, which would let a unit whose products are rounded pass C. */
    @Test
    void theMarginPaysForRoundedProducts() {
        assertEquals(GraphTarget.REDUCED_PRECISION_MARGIN, CannTarget.target().roundingMargin());
    }

    /** Otherwise the comparison above would compare a target with itself. */
    @Test
    void theTargetsDiffer() {
        ModelStep step = ModelStep.all().get(0);
        assertTrue(!CannDialect.check(
                        step.compile(OnnxRuntimeTargets.cpu(), EXAMPLES).model())
                .isEmpty());
    }
}
