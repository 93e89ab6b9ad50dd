package org.dpmodel.noise;

import static org.dpmodel.statistics.TailBounds.chiSquaredLimit;
import static org.dpmodel.statistics.TailBounds.correlationLimit;
import static org.dpmodel.statistics.TailBounds.kolmogorovDistance;
import static org.dpmodel.statistics.TailBounds.kolmogorovLimit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * False alarms: each comparison of a sample with its law is at most 1e-6, and the suite makes fewer than 20 of them on
 * fixed seeds, so fewer than 2e-5 together.
 */
class GaussianNoiseTest {
    private static final double RATE = 1e-6;
    private static final double DEVIATION = 0.7;

    private static UniformRandomProvider stream(long step) {
        return RandomStreams.seeded(20).stream(StreamPurpose.NOISE, step);
    }

    private static double[] standardized(int size, double usedDeviation, UniformRandomProvider random) {
        double[] noise = new double[size];
        NoiseMechanisms.gaussian(1).addTo(noise, usedDeviation, random);
        return IntStream.range(0, size).mapToDouble(i -> noise[i] / DEVIATION).toArray();
    }

    private static boolean hasNormalShape(double[] sample) {
        return kolmogorovDistance(sample, TailBounds::normalCdf) < kolmogorovLimit(sample.length, RATE);
    }

    private static boolean hasUnitVariance(double[] sample) {
        double meanSquare = Arrays.stream(sample).map(x -> x * x).sum() / sample.length;
        return Math.abs(meanSquare - 1) < chiSquaredLimit(sample.length, RATE);
    }

    @ParameterizedTest
    @ValueSource(ints = {40_000, 3 * GaussianAddition.PIECE + 17})
    void isNormalWithThePromisedDeviation(int size) {
        double[] sample = standardized(size, DEVIATION, stream(0));
        assertTrue(hasNormalShape(sample));
        assertTrue(hasUnitVariance(sample));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 1.1})
    void aDeviationTenPercentOffIsNoticed(double factor) {
        double[] sample = standardized(40_000, factor * DEVIATION, stream(0));
        assertFalse(hasNormalShape(sample));
        assertFalse(hasUnitVariance(sample));
    }

    @Test
    void aShiftAndAnotherShapeAreNoticed() {
        double[] shifted = Arrays.stream(standardized(40_000, DEVIATION, stream(0)))
                .map(x -> x + 0.1)
                .toArray();
        assertFalse(hasNormalShape(shifted));
        double halfWidth = Math.sqrt(3);
        double[] uniform = stream(0).doubles(40_000, -halfWidth, halfWidth).toArray();
        assertTrue(hasUnitVariance(uniform));
        assertFalse(hasNormalShape(uniform));
    }

    @Test
    void stepsAndPiecesAreIndependent() {
        int size = 2 * GaussianAddition.PIECE;
        double[] a = standardized(size, DEVIATION, stream(0));
        double[] b = standardized(size, DEVIATION, stream(1));
        assertTrue(Math.abs(correlation(a, b)) < correlationLimit(size, RATE));
        double[] piece0 = Arrays.copyOf(a, GaussianAddition.PIECE);
        double[] piece1 = Arrays.copyOfRange(a, GaussianAddition.PIECE, size);
        assertTrue(Math.abs(correlation(piece0, piece1)) < correlationLimit(GaussianAddition.PIECE, RATE));
        double[] leaking =
                IntStream.range(0, size).mapToDouble(i -> b[i] + 0.1 * a[i]).toArray();
        assertTrue(Math.abs(correlation(a, leaking)) > correlationLimit(size, RATE));
    }

    private static double correlation(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum() / a.length;
    }

    /** The numbers of a piece must not occur in another one, wherever they stand in it. */
    @Test
    void noNumberOccursTwice() {
        double[] sample = standardized(5 * GaussianAddition.PIECE + 1, DEVIATION, stream(0));
        // Two of 40,961 numbers of 50 bits are equal by chance with probability below 1e-6.
        assertEquals(sample.length, Arrays.stream(sample).distinct().count());
    }

    @Test
    void doesNotDependOnTheNumberOfThreads() throws Exception {
        double[] many = standardized(5 * GaussianAddition.PIECE + 1, DEVIATION, stream(2));
        ForkJoinPool one = new ForkJoinPool(1);
        try {
            double[] single = one.submit(() -> standardized(5 * GaussianAddition.PIECE + 1, DEVIATION, stream(2)))
                    .get();
            assertArrayEquals(single, many);
        } finally {
            one.shutdown();
        }
    }

    @Test
    void addsToWhatIsThere() {
        double[] sum = {1e6, -3, 0};
        double[] noise = new double[3];
        NoiseMechanisms.gaussian(1).addTo(noise, 1, stream(3));
        NoiseMechanisms.gaussian(1).addTo(sum, 1, stream(3));
        assertEquals(1e6 + noise[0], sum[0], 1e-9);
        assertEquals(-3 + noise[1], sum[1], 1e-15);
        assertEquals(noise[2], sum[2]);
    }

    @Test
    void worksWithAGeneratorThatCannotJump() {
        UniformRandomProvider jumping = stream(4);
        UniformRandomProvider plain = () -> jumping.nextLong();
        double[] sample = standardized(2 * GaussianAddition.PIECE, DEVIATION, plain);
        assertTrue(hasNormalShape(sample));
        assertTrue(hasUnitVariance(sample));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoNoise(double value) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> NoiseMechanisms.gaussian(value));
        assertTrue(e.getMessage().contains("noiseMultiplier must be positive and finite, found " + value));
        assertTrue(e.getMessage().contains("non-private"), e.getMessage());

        double[] sum = {1, 2};
        GaussianNoise noise = NoiseMechanisms.gaussian(1);
        assertThrows(IllegalArgumentException.class, () -> noise.addTo(sum, value, stream(5)));
        assertArrayEquals(new double[] {1, 2}, sum);
    }

    @Test
    void tellsItsMultiplier() {
        GaussianNoise noise = NoiseMechanisms.gaussian(1.3);
        assertEquals("Gaussian", noise.name());
        assertEquals(1.3, noise.noiseMultiplier(0));
        assertEquals(1.3, noise.noiseMultiplier(1_000_000));
        assertThrows(IllegalArgumentException.class, () -> noise.noiseMultiplier(-1));
    }
}
