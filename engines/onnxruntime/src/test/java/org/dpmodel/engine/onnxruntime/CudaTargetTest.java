package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.ModelStep;
import org.dpmodel.engine.testkit.TargetComparison;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps for GPUs, run on the processor: the same numbers as the cpu target's, by other nodes. */
class CudaTargetTest {
    private static final int EXAMPLES = 32;

    static List<ModelStep> steps() {
        return ModelStep.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void equalsTheCpuTarget(ModelStep step) {
        assertEquals(Optional.empty(), withCpu(OnnxRuntimeTargets.cuda()).firstDifference(step));
    }

    private static TargetComparison withCpu(GraphTarget tested) {
        return new TargetComparison(Engines.device("onnxruntime:cpu"), OnnxRuntimeTargets.cpu(), tested);
    }

    /** The twin: a target that leaves the activations out. */
    @Test
    void aTargetThatComputesSomethingElseIsSeen() {
        GraphTarget cuda = OnnxRuntimeTargets.cuda();
        GraphTarget wrong = new GraphTarget(
                "wrong",
                cuda.opset(),
                cuda.convWeightGradient(),
                cuda.convInputGradient(),
                cuda.maxPool(),
                cuda.rowSums(),
                cuda.rowBlock(),
                List.of(CudaTargetTest::withoutActivations));
        ModelStep perceptron = steps().stream()
                .filter(step -> step.name().startsWith("perceptron"))
                .findFirst()
                .orElseThrow();
        assertTrue(withCpu(wrong).firstDifference(perceptron).isPresent());
    }

    private static Graph withoutActivations(NetworkGraph network) {
        return network.withNodes(network.graph().nodes().stream()
                .map(node -> node.operator().equals("Tanh")
                        ? new Node(node.name(), "Identity", node.inputs(), node.outputs(), node.attributes())
                        : node)
                .toList());
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
