package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.graph.build.RowSums;
import org.dpmodel.graph.lowering.AxisWiseMaxPool;
import org.dpmodel.graph.lowering.ConvInputGradientLowering;
import org.dpmodel.graph.lowering.ConvWeightGradientByWindow;
import org.dpmodel.graph.lowering.ConvWeightGradientLowering;
import org.dpmodel.graph.lowering.FlippedConvInputGradient;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.GroupedConvWeightGradient;
import org.dpmodel.graph.lowering.IndexedMaxPool;
import org.dpmodel.graph.lowering.MaxPoolLowering;
import org.dpmodel.graph.lowering.PatchesConvWeightGradient;
import org.dpmodel.graph.lowering.PhasedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.Rewrite;
import org.dpmodel.graph.lowering.RowsConvWeightGradient;
import org.dpmodel.graph.lowering.TransposedConvInputGradient;
import org.dpmodel.graph.lowering.ZeroStuffedConvInputGradient;
import org.dpmodel.graph.operator.FuseConvMaxPool;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.PortableTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to compute a step against the plainest one. */
class LoweringAgreementTest {
    private static final double DOUBLE = 1e-9;
    private static final double FLOAT = 1e-5;
    private static final double CLIPPING_NORM = 0.5;

    private static final ConvInputGradientLowering TRANSPOSED = new TransposedConvInputGradient();
    private static final MaxPoolLowering INDEXED = new IndexedMaxPool();

    private static GraphTarget plain() {
        return target("plain", new GroupedConvWeightGradient(), TRANSPOSED, INDEXED);
    }

    private static GraphTarget target(
            String name,
            ConvWeightGradientLowering weight,
            ConvInputGradientLowering input,
            MaxPoolLowering pool,
            Rewrite... rewrites) {
        return new GraphTarget(name, 17, weight, input, pool, RowSums.DIRECT, 16, List.of(rewrites));
    }

    /** Each choice by itself, and all of them at once. */
    private static List<GraphTarget> others() {
        ConvWeightGradientLowering grouped = new GroupedConvWeightGradient();
        ConvWeightGradientLowering rows = new RowsConvWeightGradient(grouped, 0);
        ConvWeightGradientLowering patches = new PatchesConvWeightGradient();
        ConvInputGradientLowering flipped = new FlippedConvInputGradient(TRANSPOSED);
        MaxPoolLowering phased = new PhasedMaxPool();
        Rewrite exchange = new PoolBeforeActivation();
        Rewrite fuse = new FuseConvMaxPool(4);
        return List.of(
                target("patches", patches, TRANSPOSED, INDEXED),
                target("rows", rows, TRANSPOSED, INDEXED),
                target("rows of small windows", new ConvWeightGradientByWindow(rows, 9, grouped), TRANSPOSED, INDEXED),
                target("rows fused", rows, TRANSPOSED, INDEXED, exchange, fuse),
                target("flipped", grouped, flipped, INDEXED),
                target("stuffed", grouped, new ZeroStuffedConvInputGradient(), INDEXED),
                target("phased", grouped, TRANSPOSED, phased),
                target("axis by axis", grouped, TRANSPOSED, new AxisWiseMaxPool()),
                target("pool before activation", grouped, TRANSPOSED, INDEXED, exchange),
                target("fused", grouped, TRANSPOSED, INDEXED, fuse),
                target("all", patches, flipped, phased, exchange, fuse),
                TestTargets.grouped(),
                TestTargets.plain(),
                TestTargets.old(),
                TestTargets.rows(),
                PortableTarget.target());
    }

    static List<TestNetwork> networks() {
        List<TestNetwork> networks = new ArrayList<>(ImageNetworks.convolutions());
        networks.addAll(ImageNetworks.poolings());
        networks.addAll(StructureNetworks.transposedConvolutions());
        networks.addAll(TestNetworks.sharing().subList(3, 5));
        networks.add(TestNetworks.tutorialCnn());
        return networks;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void allComputeTheSame(TestNetwork test) {
        assertAgreement(test, Batch.draw(test, 2, 7), 1, Runner.DOUBLE, DOUBLE, others());
        List<GraphTarget> most = others().subList(others().size() - 5, others().size());
        assertAgreement(test, Batch.draw(test, 4, 8), 2, Runner.ONNX_RUNTIME, FLOAT, most);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void tiesGoToTheSameElement(TestNetwork test) {
        assertAgreement(test, constantImages(Batch.draw(test, 2, 9)), 1, Runner.DOUBLE, DOUBLE, others());
    }

    /** Pooling alone sees ties exactly, so that float32 may not break them either. */
    @Test
    void tiesOfPlainPoolingGoToTheSameElementInFloat() {
        for (int stride = 1; stride <= 3; stride++) {
            TestNetwork test = TestNetwork.classifier(NetworkSketch.input("ties " + stride, 2, 7, 7)
                    .then(s -> s.then("Add", s.zeros(2, 7, 7)))
                    .pool("MaxPool", 2, stride)
                    .relu()
                    .dense(3));
            assertAgreement(test, constantImages(Batch.draw(test, 4, 9)), 2, Runner.ONNX_RUNTIME, FLOAT, others());
        }
    }

    private static void assertAgreement(
            TestNetwork test, Batch batch, int unitSize, Runner runner, double tolerance, List<GraphTarget> others) {
        int examples = batch.size();
        Step.Result expected = Step.clipped(test, plain(), examples, unitSize).run(runner, batch, CLIPPING_NORM);
        for (GraphTarget other : others) {
            Step.Result found = Step.clipped(test, other, examples, unitSize).run(runner, batch, CLIPPING_NORM);
            found.sum().assertClose(expected.sum(), tolerance, other.name());
            double scale = Arrays.stream(expected.norms()).max().orElseThrow();
            assertArrayEquals(expected.norms(), found.norms(), tolerance * scale, other.name());
        }
    }

    /** All pixels of an image are equal, so every window of a pooling is a tie. */
    private static Batch constantImages(Batch batch) {
        double[] values = batch.features().toDoubles();
        int width = values.length / batch.size();
        for (int row = 0; row < batch.size(); row++) {
            Arrays.fill(values, row * width, (row + 1) * width, row - 0.75);
        }
        return batch.withFeatures(ReferenceTensor.floats(batch.features().type().shape(), values));
    }

    @Test
    void everyChoiceChangesTheGraph() {
        TestNetwork test = TestNetwork.classifier(NetworkSketch.input("all choices", 1, 9, 9)
                .conv(2, 2, 2)
                .pool("MaxPool", 2, 2)
                .conv(2, 2, 2)
                .tanh()
                .pool("MaxPool", 2, 1)
                .dense(2));
        String expected = text(test, plain());
        for (GraphTarget other : others()) {
            assertNotEquals(expected, text(test, other), other.name());
        }
    }

    private static String text(TestNetwork test, GraphTarget target) {
        return Step.clipped(test, target, 2, 1).graph().model().graph().toText();
    }
}
