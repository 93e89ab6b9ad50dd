package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.engine.onnxruntime.cann.CannTarget;
import org.dpmodel.engine.onnxruntime.cann.dialect.CannDialect;
import org.dpmodel.engine.onnxruntime.cann.dialect.CannViolation;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.step.ForwardGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that is compiled for the cann target is within what CANN takes, and equals the cpu target. */
@Tag("slow")
class CannTargetTest {
    private static final double FLOAT = 1e-5;
    private static final GraphTarget CANN = CannTarget.target();

    static List<TestNetwork> networks() {
        return TestNetworks.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void equalsTheCpuTarget(TestNetwork test) {
        for (int unitSize : new int[] {1, 2}) {
            Batch batch = Batch.draw(test, 4, 21);
            Step cann = Step.clipped(test, CANN, 4, unitSize);
            Step cpu = Step.clipped(test, TestTargets.grouped(), 4, unitSize);
            double norm =
                    NaiveSum.of(test, Runner.ONNX_RUNTIME, batch, unitSize).middleNorm();
            Step.Result expected = cpu.run(Runner.ONNX_RUNTIME, batch, norm);
            Step.Result found = cann.run(Runner.ONNX_RUNTIME, batch, norm);
            found.sum().assertClose(expected.sum(), FLOAT, "microbatches of " + unitSize);
            double longest = Arrays.stream(expected.norms()).max().orElseThrow();
            assertArrayEquals(expected.norms(), found.norms(), FLOAT * longest);
            assertArrayEquals(expected.losses(), found.losses(), FLOAT * Math.max(1, longest));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void isWithinTheDialect(TestNetwork test) {
        for (int unitSize : new int[] {1, 2}) {
            assertWithinDialect(Step.clipped(test, CANN, 4, unitSize).graph().model());
        }
        assertWithinDialect(Step.plain(test, CANN, 4, 2).graph().model());
        assertWithinDialect(ForwardGraph.compile(test.network(), Optional.of(test.loss()), CANN, 4)
                .model());
        assertWithinDialect(
                ForwardGraph.compile(test.network(), Optional.empty(), CANN, 4).model());
    }

    /** Only scalar parameters, which two of the networks have, cannot be helped: the network itself declares them. */
    private static void assertWithinDialect(OnnxModel model) {
        List<String> scalars = model.graph().inputs().stream()
                .filter(input -> input.type().shape().rank() == 0)
                .map(input -> "input " + input.name())
                .toList();
        assertTrue(scalars.size() <= 1, scalars.toString());
        List<CannViolation> found = CannDialect.check(model);
        assertEquals(scalars, found.stream().map(CannViolation::place).toList(), found.toString());
        assertEquals(13, model.opset());
        assertOnlyOperatorsOfDeviceKernels(model);
    }

    /**
     * Of what CANN takes, these run on the AI CPU or were never tried; the target has no need of them. A network that chooses
     * by itself has a Where, which CANN makes a SelectV2 of.
     */
    private static void assertOnlyOperatorsOfDeviceKernels(OnnxModel model) {
        Set<String> avoided = Set.of("ConstantOfShape", "ConvTranspose", "MaxPool", "OneHot", "ScatterElements");
        for (Node node : model.graph().nodes()) {
            assertTrue(!avoided.contains(node.operator()), node.toString());
        }
    }

    @Test
    void theCpuTargetIsOutsideOfTheDialect() {
        OnnxModel cpu = Step.clipped(TestNetworks.lenet5("LeNet-5", "Tanh"), TestTargets.grouped(), 4, 1)
                .graph()
                .model();
        assertTrue(CannDialect.check(cpu).stream()
                .anyMatch(violation -> violation.place().contains("MaxPool")));
    }

    /**
     * Norm and sum are taken of one and the same value: no device can round the two apart. Rows of a table are weighed before
     * they are added by index.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void formedGradientsAreSummedAsTheyAreMeasured(TestNetwork test) {
        OnnxModel model = Step.clipped(test, CANN, 4, 2).graph().model();
        int sums = 0;
        for (Node sum : model.graph().nodes()) {
            if (sum.name().contains("_sum_") && sum.operator().equals("MatMul")) {
                assertTrue(isMeasured(model, sum.inputs().get(1)), sum + " sums what was not measured");
                sums++;
            }
        }
        assertEquals(test.network().parameters().size(), sums);
    }

    private static boolean isMeasured(OnnxModel model, String value) {
        List<Node> nodes = model.graph().nodes();
        boolean squared = nodes.stream()
                .anyMatch(node -> node.operator().equals("Mul") && node.inputs().equals(List.of(value, value)));
        return squared
                || nodes.stream()
                        .filter(node ->
                                node.outputs().contains(value) && node.name().contains("_sum_"))
                        .filter(node -> Set.of("Reshape", "Mul").contains(node.operator()))
                        .anyMatch(node -> isMeasured(model, node.inputs().get(0)));
    }
}
