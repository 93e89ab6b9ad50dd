package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.DenseWeightGradient;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.Arithmetic;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.type.OperatorCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each unit adds to the sum of the cann target where matrix units keep 11 significant bits of their factors: at most
 * C, thanks to the target's margin (ADR 302). The twin clips with the margin of float32 and must be caught above C.
 */
class ReducedPrecisionTest {
    private static final GraphTarget CANN = TestTargets.old();
    private static final int UNITS = 3;

    private enum Matrices {
        NEAREST_11,
        NEAREST_12,
        TRUNCATED_11,
        FLOAT32;

        Runner runner() {
            return Runner.rounding(
                    switch (this) {
                        case NEAREST_11 -> Arithmetic.nearest(11);
                        case NEAREST_12 -> Arithmetic.nearest(12);
                        case TRUNCATED_11 -> Arithmetic.truncated(11);
                        case FLOAT32 -> Arithmetic.nearest(24);
                    });
        }
    }

    static List<TestNetwork> networks() {
        List<TestNetwork> networks = new ArrayList<>(TestNetworks.small());
        networks.add(TestNetworks.tutorialCnn());
        return networks;
    }

    /** What a unit adds to the sum, alone, as a part of C. */
    private static double contribution(Step step, Runner runner, Batch batch, int unit, double c, double margin) {
        double[] mask = new double[step.graph().units().count()];
        mask[unit] = 1;
        return step.run(runner, batch, (float) (c * (1 - margin)), mask).sum().norm() / c;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void randomUnitsContributeAtMostC(TestNetwork test) {
        Random random = new Random(50);
        for (Matrices matrices : Matrices.values()) {
            int unitSize = 1 + random.nextInt(2);
            Step step = Step.clipped(test, CANN, UNITS * unitSize, unitSize);
            Batch batch = Batch.draw(test, UNITS * unitSize, random.nextLong());
            // Far below the norms, so that every unit is clipped.
            double c = 1e-3 * (1 + random.nextDouble());
            for (int unit = 0; unit < UNITS; unit++) {
                double found = contribution(step, matrices.runner(), batch, unit, c, CANN.roundingMargin());
                assertTrue(found <= 1, matrices + ": unit " + unit + " contributes " + found + " C");
                assertTrue(found > 1 - 2 * CANN.roundingMargin(), matrices + " clips too much: " + found + " C");
            }
        }
    }

    /** A dense layer of zeros; the gradient of its outputs is what the targets say. */
    private static TestNetwork dense(int in, int out) {
        return TestNetwork.regression(NetworkSketch.input("dense", in).then(s -> s.then("Gemm", s.zeros(in, out))));
    }

    private static Batch batch(int out, double dy, Shape features, double x) {
        return new Batch(constant(features, x), constant(Shape.of(1, out), -dy * out / 2));
    }

    private static ReferenceTensor constant(Shape shape, double element) {
        double[] elements = new double[(int) shape.size()];
        Arrays.fill(elements, element);
        return ReferenceTensor.floats(shape, elements);
    }

    /** Just above the middle of two numbers of 11 bits: rounded up by as much as can be, 2⁻¹¹ of itself. */
    private static final double WORST = 1 + 0x1p-11 + 0x1p-18;

    /**
     * Both factors of the product that sums a dense layer's gradients are as bad as can be: every x, and every dy times the
     * unit's factor, since C is chosen so.
     */
    @ParameterizedTest
    @EnumSource(Matrices.class)
    void theWorstDenseGradientStaysBelowC(Matrices matrices) {
        double contribution = worstDense(matrices.runner(), CANN.roundingMargin());
        assertTrue(contribution <= 1, "contributes " + contribution + " C");
    }

    private static double worstDense(Runner runner, double margin) {
        int in = 16;
        int out = 4;
        Step step = Step.clipped(dense(in, out), CANN, 1, 1);
        double x = (float) WORST;
        // factor · dy = C (1 − margin) / (√in x √out dy) · dy
        double c = WORST * Math.sqrt(in) * x * Math.sqrt(out) / (1 - margin);
        return contribution(step, runner, batch(out, 8, Shape.of(1, in), x), 0, c, margin);
    }

    @Test
    void withoutTheMarginTheWorstDenseGradientIsAboveC() {
        double twin = worstDense(Matrices.NEAREST_11.runner(), GraphTarget.FLOAT32_MARGIN);
        assertTrue(twin > 1 + 0x1p-11, "the twin contributes " + twin + " C");
        double exact = worstDense(Matrices.FLOAT32.runner(), GraphTarget.FLOAT32_MARGIN);
        assertTrue(exact <= 1, "in float32 its margin is enough: " + exact + " C");
    }

    /** A gradient that is formed: 11-bit factors whose product is just above the middle, and so is the unit's weight. */
    @ParameterizedTest
    @EnumSource(Matrices.class)
    void theWorstConvolutionGradientStaysBelowC(Matrices matrices) {
        double contribution = worstConvolution(matrices.runner(), CANN.roundingMargin());
        assertTrue(contribution <= 1, "contributes " + contribution + " C");
    }

    private static double worstConvolution(Runner runner, double margin) {
        int a = 1024;
        int b = 1024;
        // The product has 22 bits, of which the lower ten decide how it is rounded.
        while (a * b % 1024 <= 512 || a * b % 1024 > 530) {
            b = b == 1100 ? 1024 : b + 1;
            a = b == 1024 ? a + 1 : a;
        }
        TestNetwork test = TestNetwork.regression(NetworkSketch.input("conv", 1, 2, 2)
                .then(s -> s.then("Conv", Attributes.none(), s.zeros(1, 1, 2, 2)))
                .flatten());
        double gradient = a / 1024.0 * (b / 1024.0);
        // Four elements of the same size; the factor is half of the worst number, since it cannot exceed 1.
        double c = WORST / 2 * 2 * gradient / (1 - margin);
        Step step = Step.clipped(test, CANN, 1, 1);
        return contribution(step, runner, batch(1, a / 1024.0, Shape.of(1, 1, 2, 2), b / 1024.0), 0, c, margin);
    }

    @Test
    void withoutTheMarginTheWorstConvolutionGradientIsAboveC() {
        double twin = worstConvolution(Matrices.NEAREST_11.runner(), GraphTarget.FLOAT32_MARGIN);
        assertTrue(twin > 1 + 0x1p-11, "the twin contributes " + twin + " C");
    }

    static List<GraphTarget> targets() {
        return TestTargets.all();
    }

    /**
     * A dense layer whose norm loses as much as sums of float32 can: behind a first square of 1, each of the others is
     * half of what the sum can still tell, and is lost. Both sums of the norm's product lose so.
     */
    @ParameterizedTest
    @MethodSource("targets")
    void normsOfLongRowsBoundTheContribution(GraphTarget target) {
        for (int size : new int[] {256, 512, 1024, 4096, 16384, 65536}) {
            double contribution = denseThatLosesDigits(target, size);
            assertTrue(contribution <= 1, size + " inputs and outputs contribute " + contribution + " C");
            assertTrue(contribution > 1 - 1.1 * target.roundingMargin(), "clipped too much: " + contribution + " C");
        }
    }

    /** {@code ‖w x dyᵀ‖ / C} with the factor w as the target's nodes give it, summed one term after another. */
    private static double denseThatLosesDigits(GraphTarget target, int size) {
        GraphBuilder builder = new GraphBuilder("factor", Operators::find);
        Ops ops = new Ops(builder, target.opset());
        Value x = builder.input("x", TensorType.floats(1, size));
        Value dy = builder.input("dy", TensorType.floats(1, size));
        Value mask = builder.input("mask", TensorType.floats(1));
        Units units = new Units(1, 1);
        Value squares = new DenseWeightGradient(x, dy, false, units).squaredNorms(ops);
        ClippingRule.Weights weights = new FlatClipping().weigh(ops, units, Map.of("w", squares), mask);
        builder.output("factor", weights.perParameter().get("w").weights());

        double[] row = new double[size];
        Arrays.fill(row, 0x1p-12);
        row[0] = 1;
        ReferenceTensor features = ReferenceTensor.floats(Shape.of(1, size), row);
        double c = 0.5;
        double factor = new ReferenceInterpreter(builder.build(), Arithmetic.SEQUENTIAL)
                .run(Map.of(
                        "x",
                        features,
                        "dy",
                        features,
                        "mask",
                        constant(Shape.of(1), 1),
                        FlatClipping.CLIPPING_NORM,
                        constant(Shape.of(1), (float) (c * (1 - target.roundingMargin())))))
                .get("factor")
                .toDoubles()[0];
        double squaredNorm = 1 + (size - 1) * 0x1p-24;
        return factor * squaredNorm / c;
    }

    /** The proof's S: additions one after another on the way from a square to the norm, for one axis. */
    @ParameterizedTest
    @ValueSource(
            longs = {1, 512, 513, 1021, 1024, 4096, 262_139, 262_144, 1_048_573, 1 << 20, 1 << 22, 1 << 24, 1 << 30})
    void noSumAddsMoreThanTheProofAssumes(long terms) {
        for (boolean two : new boolean[] {false, true}) {
            GraphBuilder builder = new GraphBuilder("squares", Operators::find);
            Ops ops = new Ops(builder, 17);
            Value x = builder.input("x", two ? TensorType.floats(terms, 3, terms) : TensorType.floats(3, terms));
            builder.output("y", two ? ops.sumOfSquares(x, 0, 2) : ops.sumOfSquares(x, 1));
            Graph graph = builder.build();
            Map<String, Value> values = TypeInference.values(graph, Operators::find);
            long additions = 0;
            for (Node node : graph.nodes()) {
                if (node.operator().equals("ReduceSum")) {
                    OperatorCall call = TypeInference.call(node, values);
                    additions += LongStream.of(call.constantInts(1))
                            .map(axis -> call.input(0).dim((int) axis))
                            .reduce(1, Math::multiplyExact);
                }
            }
            long most = (two ? 2 : 1) * 1024L;
            assertTrue(additions <= most, additions + " additions for " + terms + " terms on each axis");
        }
    }

    /** Elements near each other round alike, so that half precision loses norms altogether: why it is refused. */
    @Test
    void halfPrecisionLosesTheClippingNorm() {
        Runner half = Runner.rounding(Arithmetic.HALF);
        int out = 400;
        TestNetwork bias =
                TestNetwork.regression(NetworkSketch.input("bias", out).then(s -> s.then("Add", s.zeros(out))));
        Step step = Step.clipped(bias, CANN, 1, 1);
        // Squares of 1.5e-4 are below half of the smallest number: the norm is 0, and 0.003 passes for C = 0.001.
        Batch small = batch(out, 1.5e-4, Shape.of(1, out), 0);
        assertEquals(0, step.run(half, small, 1e-3).norms()[0]);
        assertTrue(contribution(step, half, small, 0, 1e-3, CANN.roundingMargin()) > 2.5);
        // Squares of 300 overflow: the norm is infinite, and the unit is lost for training.
        Batch large = batch(out, 300, Shape.of(1, out), 0);
        assertEquals(Double.POSITIVE_INFINITY, step.run(half, large, 1e-3).norms()[0]);
        double kept = contribution(step, Matrices.NEAREST_11.runner(), small, 0, 1e-3, CANN.roundingMargin());
        assertTrue(kept <= 1, "with the range of float32: " + kept + " C");
    }
}
