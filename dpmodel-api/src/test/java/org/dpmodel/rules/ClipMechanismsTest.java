package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rule 2 for each clip mechanism: what one example adds is what the formula says, and never longer than the clipping norm.
 *
 * <p>Seen to fail when per-layer shares were not squared, when automatic clipping left out its stability, and when a
 * scheduled norm stayed at its first value.
 */
class ClipMechanismsTest {
    private static final double NO_CLIPPING = 1e3;
    /** The hidden layer of {@link Tiny#classifier}: 3 × 4 weights and 4 biases; the rest is the output layer. */
    private static final int HIDDEN = 16;
    /** Steps clip a little below the norm, and compute in float. */
    private static final double ROUNDING = 2e-4;

    private static final float[][] TARGETS = {{1, 0}, {0, 1}};

    /** How one example's gradient is scaled, layer by layer. */
    @FunctionalInterface
    private interface Formula {
        /** The factors of the hidden and the output layer, from the norms of the whole and of both. */
        double[] factors(double norm, double hidden, double output);
    }

    private static double[] flat(double clippingNorm, double norm) {
        double factor = Math.min(1, clippingNorm / norm);
        return new double[] {factor, factor};
    }

    static Stream<Arguments> mechanisms() {
        double half = Math.sqrt(0.5);
        return Stream.of(
                Arguments.of(ClipMechanisms.fixed(0.05), (Formula) (norm, hidden, output) -> flat(0.05, norm)),
                Arguments.of(ClipMechanisms.scheduled("0.05", step -> 0.05), (Formula)
                        (norm, hidden, output) -> flat(0.05, norm)),
                Arguments.of(ClipMechanisms.adaptive().initialClippingNorm(0.05).build(), (Formula)
                        (norm, hidden, output) -> flat(0.05, norm)),
                Arguments.of(ClipMechanisms.perLayer(0.05), (Formula) (norm, hidden, output) ->
                        new double[] {flat(0.05 * half, hidden)[0], flat(0.05 * half, output)[0]}),
                Arguments.of(ClipMechanisms.perLayer(0.05, Map.of("dense1", 0.6, "dense2", 0.8)), (Formula)
                        (norm, hidden, output) -> new double[] {flat(0.03, hidden)[0], flat(0.04, output)[0]}),
                Arguments.of(ClipMechanisms.automatic(0.05), (Formula)
                        (norm, hidden, output) -> new double[] {0.05 / (norm + 0.01), 0.05 / (norm + 0.01)}));
    }

    /** The sum of a step on all rows. */
    private static float[] sum(ClipMechanism clipping, Rows rows) {
        GradientRecorder recorder = new GradientRecorder();
        int size = rows.size();
        try (DPModel model = Tiny.classifier()
                .sampling(new PoissonSampling(size))
                .clipping(clipping)
                .noise(NoiseMechanisms.gaussian(1e-30))
                .optimizer(recorder)
                .seed(5)
                .build()) {
            model.train(1, rows, List.of());
        }
        float[] mean = recorder.gradients().get(0);
        IntStream.range(0, mean.length).forEach(i -> mean[i] *= size);
        return mean;
    }

    private static double norm(float[] vector, int from, int to) {
        return Math.sqrt(IntStream.range(from, to)
                .mapToDouble(i -> (double) vector[i] * vector[i])
                .sum());
    }

    private static float[] features(float scale) {
        return new float[] {scale, -2 * scale, 0.5f * scale};
    }

    private static Rows row(float scale, int label) {
        return Rows.repeated(1, features(scale), TARGETS[label]);
    }

    /** By a norm that is above the gradient's, and not so far above that the grid of sums would show. */
    private static float[] unclipped(Rows example) {
        double norm = NO_CLIPPING;
        float[] gradient = sum(ClipMechanisms.fixed(norm), example);
        while (norm(gradient, 0, gradient.length) > 0.9 * norm) {
            norm *= NO_CLIPPING;
            gradient = sum(ClipMechanisms.fixed(norm), example);
        }
        return gradient;
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void oneExampleIsScaledByTheFormulaAndNeverBeyondTheNorm(ClipMechanism clipping, Formula formula) {
        for (float scale : new float[] {1e-3f, 0.1f, 1, 30, 1e6f}) {
            Rows example = row(scale, 1);
            float[] gradient = unclipped(example);
            float[] clipped = sum(clipping, example);
            double[] factors = formula.factors(
                    norm(gradient, 0, gradient.length),
                    norm(gradient, 0, HIDDEN),
                    norm(gradient, HIDDEN, gradient.length));
            for (int i = 0; i < clipped.length; i++) {
                double expected = factors[i < HIDDEN ? 0 : 1] * gradient[i];
                assertEquals(expected, clipped[i], ROUNDING * 0.05, clipping.describe() + " element " + i);
            }
            assertTrue(norm(clipped, 0, clipped.length) <= 0.05 * (1 + 1e-7), clipping.describe());
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void examplesAreClippedEachByItself(ClipMechanism clipping) {
        float[] small = sum(clipping, row(2, 0));
        float[] large = sum(clipping, row(-300, 1));
        float[] both = sum(clipping, Rows.repeated(2, features(2), TARGETS[0]).with(1, features(-300), TARGETS[1]));
        for (int i = 0; i < both.length; i++) {
            assertEquals(small[i] + large[i], both[i], 1e-6, clipping.describe() + " element " + i);
        }
    }

    /** The norm of a schedule reaches the graph, and the noise follows it, without compiling anew. */
    @Test
    void aScheduledNormMovesClippingAndNoiseTogether() {
        GradientRecorder recorder = new GradientRecorder();
        try (DPModel model = Tiny.regression(Tiny.linear(1, 1))
                .sampling(new PoissonSampling(1))
                .clipping(ClipMechanisms.scheduled("halved", step -> Math.scalb(1.0, -(int) step)))
                .noise(NoiseMechanisms.gaussian(1e-6))
                .optimizer(recorder)
                .build()) {
            model.train(5, Rows.repeated(1, new float[] {1e8f}, new float[] {-1e8f}), List.of());
        }
        for (int step = 0; step < 5; step++) {
            double norm = Math.scalb(1.0, -step);
            assertEquals(norm, recorder.norm(step), ROUNDING * norm);
            assertEquals(1e-6 * norm, recorder.noiseDeviations().get(step));
        }
    }

    @Test
    void sharesMustNameTheLayersAndSpendNoMoreThanTheNorm() {
        for (double second : new double[] {0.8, 0.60001}) {
            Map<String, Double> tooMuch = Map.of("dense1", 0.8, "dense2", second);
            assertTrue(assertThrows(IllegalArgumentException.class, () -> ClipMechanisms.perLayer(1, tooMuch))
                    .getMessage()
                    .contains("the sum of the squared shares must be at most 1"));
        }
        ClipMechanisms.perLayer(1, Map.of("dense1", 0.8, "dense2", 0.6));
        ClipMechanism unknown = ClipMechanisms.perLayer(1, Map.of("dense1", 0.6, "layer9", 0.8));
        String message = assertThrows(IllegalArgumentException.class, () -> sum(unknown, row(1, 0)))
                .getMessage();
        assertTrue(message.contains("layer9") && message.contains("dense1"), message);
    }
}
