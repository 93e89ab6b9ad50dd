package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gradient whose squares overflow in float32 is clipped like any other: its finite norm is no reason to leave its example
 * out. Seen to fail when the norm of the graph decides.
 */
class LargeGradientsTest {
    private static final double C = 1;

    static Stream<ClipMechanism> mechanisms() {
        return Stream.of(
                ClipMechanisms.fixed(C),
                ClipMechanisms.perLayer(C),
                ClipMechanisms.automatic(C),
                ClipMechanisms.adaptive().initialClippingNorm(C).build());
    }

    /** The norm of what one example adds to the sum. */
    private static double contribution(ClipMechanism clipping, float x, float target, List<StepReport> reports) {
        GradientRecorder recorder = new GradientRecorder();
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .sampling(new PoissonSampling(1))
                .clipping(clipping)
                .noise(NoiseMechanisms.gaussian(Tiny.HARDLY_ANY_NOISE))
                .optimizer(recorder)
                .build()) {
            Rows rows = Rows.repeated(1, new float[] {x, -x}, new float[] {target});
            model.train(1, rows, List.of(new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    reports.add(context.report().revealSensitive());
                }
            }));
        }
        return recorder.norm(0);
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void squaresThatOverflowAreClippedToTheNorm(ClipMechanism clipping) {
        // The gradient is −2 target x: its elements are finite, their squares are not; the loss is finite as well.
        // The reference engine adds up squares in double precision; of the last size, the norm itself is not a float.
        for (double size : new double[] {1e15, 1e18, 1e19, 1e20, 1e30, 1e37, 5e37}) {
            float x = (float) size;
            List<StepReport> reports = new ArrayList<>();
            double found = contribution(clipping, x, -3, reports);
            assertEquals(C, found, 2e-3, clipping.describe() + " at " + x);
            assertTrue(found <= C, clipping.describe() + " at " + x);
            assertEquals(0, reports.get(0).nonFinite());
            double norm = 6 * Math.sqrt(2) * x;
            assertEquals(norm, reports.get(0).meanNorm(), 1e-6 * norm);
        }
    }

    /** There is no size at which an example drops out: from the smallest gradient that is clipped to the largest float. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 1e3, 1e9, 9e18, 1.3e19, 1.8e19, 1.9e19, 3e19, 1e25, 1e37, 5e37})
    void thereIsNoCliff(double x) {
        double found = contribution(ClipMechanisms.fixed(C), (float) x, -3, new ArrayList<>());
        assertEquals(C, found, 1e-3);
    }

    /** The one large example is the first or the second member of the first or the second microbatch of a step. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aMicrobatchThatIsComputedAloneConsistsOfItsOwnExamples(int large) {
        GradientRecorder recorder = new GradientRecorder();
        int epochs = 4;
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .sampling(new ShuffledBatches(4))
                .microbatchSize(2)
                .noise(NoiseMechanisms.gaussian(Tiny.HARDLY_ANY_NOISE))
                .optimizer(recorder)
                .seed(3)
                .build()) {
            Rows rows = Rows.repeated(4, new float[] {0, 0}, new float[] {0})
                    .with(large, new float[] {1e38f, -1e38f}, new float[] {-3});
            model.train(epochs, rows, List.of());
        }
        // The sum is divided by the two microbatches of a step.
        for (int step = 0; step < epochs; step++) {
            assertEquals(C / 2, recorder.norm(step), 1e-3, "step " + step);
        }
    }

    /** A gradient with an infinite element is no longer a large gradient. */
    @ParameterizedTest
    @ValueSource(floats = {2e38f, Float.MAX_VALUE})
    void anElementThatOverflowsLeavesItsExampleOut(float x) {
        List<StepReport> reports = new ArrayList<>();
        double found = contribution(ClipMechanisms.fixed(C), x, -3, reports);
        assertEquals(0, found, 1e-6);
        assertEquals(1, reports.get(0).nonFinite());
    }
}
