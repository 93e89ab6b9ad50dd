package org.dpmodel.noise;

import static org.dpmodel.statistics.TailBounds.chiSquaredLimit;
import static org.dpmodel.statistics.TailBounds.correlationLimit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.dpmodel.accountant.factorization.Objective;
import org.dpmodel.accountant.factorization.ToeplitzStrategies;
import org.dpmodel.accountant.factorization.ToeplitzStrategy;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The noise of a run is C⁻¹ z.
 *
 * <p>False alarms: a sample is compared with its law in 8 variances and 28 correlations, each at most 2e-7, on fixed seeds.
 */
class BandedNoiseTest {
    private static final int STEPS = 8;
    private static final int BANDS = 3;
    private static final int SIZE = 200_000;
    private static final double RATE = 2e-7;
    private static final double DEVIATION = 0.7;

    /** The noise of each step, parameters one after the other. */
    private static double[][] noise(NoiseSequence sequence, int steps, double deviation, int... sizes) {
        RandomStreams streams = RandomStreams.seeded(23);
        double[][] noise = new double[steps][];
        for (int step = 0; step < steps; step++) {
            double[][] sums = Arrays.stream(sizes).mapToObj(double[]::new).toArray(double[][]::new);
            sequence.addTo(sums, deviation, streams.stream(StreamPurpose.NOISE, step));
            noise[step] = Arrays.stream(sums).flatMapToDouble(Arrays::stream).toArray();
        }
        return noise;
    }

    /** Whether C n has independent rows of standard deviation {@link #DEVIATION}: then n has the covariance of C⁻¹ z. */
    private static boolean hasCovarianceOf(ToeplitzStrategy strategy, double... column) {
        double[][] n = noise(new CorrelatedSequence(strategy, SIZE), STEPS, DEVIATION, SIZE);
        double norm = Math.sqrt(Arrays.stream(column).map(c -> c * c).sum());
        double[][] z = new double[STEPS][SIZE];
        for (int t = 0; t < STEPS; t++) {
            for (int k = 0; k < column.length && k <= t; k++) {
                for (int i = 0; i < SIZE; i++) {
                    z[t][i] += column[k] / norm / DEVIATION * n[t - k][i];
                }
            }
        }
        boolean right = true;
        for (int t = 0; t < STEPS; t++) {
            right &= Math.abs(product(z[t], z[t]) - 1) < chiSquaredLimit(SIZE, RATE);
            for (int s = 0; s < t; s++) {
                right &= Math.abs(product(z[t], z[s])) < correlationLimit(SIZE, RATE);
            }
        }
        return right;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum / a.length;
    }

    @Test
    void theCovarianceIsThatOfTheStrategy() {
        ToeplitzStrategy strategy = new BandedNoise(1, BANDS).strategy(STEPS);
        assertEquals(BANDS, strategy.bands());
        assertTrue(hasCovarianceOf(strategy, strategy.coefficients()));
    }

    /** Twins: independent noise, a band that is missing, a band 10 % off, and a scale 10 % off, which the norm takes out. */
    @Test
    void anotherCovarianceIsNoticed() {
        ToeplitzStrategy strategy = new BandedNoise(1, BANDS).strategy(STEPS);
        double[] column = strategy.coefficients();
        assertFalse(hasCovarianceOf(ToeplitzStrategies.independent(STEPS), column));
        assertFalse(hasCovarianceOf(ToeplitzStrategy.ofCoefficients(Arrays.copyOf(column, BANDS - 1), STEPS), column));
        double[] off = column.clone();
        off[1] *= 0.9;
        assertFalse(hasCovarianceOf(ToeplitzStrategy.ofCoefficients(off, STEPS), column));
        double[] scaled = Arrays.stream(column).map(c -> 1.1 * c).toArray();
        assertTrue(hasCovarianceOf(ToeplitzStrategy.ofCoefficients(scaled, STEPS), column));
    }

    /** The inverse by elimination, which knows nothing of bands and diagonals. */
    private static double[][] inverse(double[] column, int size) {
        double[][] inverse = new double[size][size];
        for (int i = 0; i < size; i++) {
            inverse[i][i] = 1;
            for (int j = 0; j < i; j++) {
                double c = i - j < column.length ? column[i - j] : 0;
                for (int k = 0; k < size; k++) {
                    inverse[i][k] -= c * inverse[j][k];
                }
            }
            for (int k = 0; k < size; k++) {
                inverse[i][k] /= column[0];
            }
        }
        return inverse;
    }

    private static double largestDistance(double[][] n, double[][] z, double[][] inverse, double scale) {
        double largest = 0;
        for (int t = 0; t < n.length; t++) {
            for (int i = 0; i < n[t].length; i++) {
                double expected = 0;
                for (int s = 0; s < n.length; s++) {
                    expected += inverse[t][s] * z[s][i];
                }
                largest = Math.max(largest, Math.abs(n[t][i] - scale * expected));
            }
        }
        return largest;
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 9", "4, 3", "4, 30", "16, 40", "40, 40"})
    void isTheDenseInverseTimesIndependentNoise(int bands, int steps) {
        int[] sizes = {2 * GaussianAddition.PIECE + 5, 3, 0, 1025};
        BandedNoise banded = new BandedNoise(1, bands);
        ToeplitzStrategy strategy = banded.strategy(steps);
        assertEquals(1, strategy.columnNorm(), 1e-12);
        double[][] z = noise(new GaussianNoise(1).begin(steps), steps, 1, sizes);
        double[][] n = noise(banded.begin(steps, sizes), steps, DEVIATION, sizes);
        double[][] inverse = inverse(strategy.coefficients(), steps);
        assertTrue(largestDistance(n, z, inverse, DEVIATION) < 1e-10);
        if (bands > 1) {
            double[][] other = inverse(Arrays.copyOf(strategy.coefficients(), strategy.bands() - 1), steps);
            assertTrue(largestDistance(n, z, other, DEVIATION) > 1e-3, "the twin with a band less");
        }
    }

    /** Rows are kept in units of the clipping norm, so that another norm in one step moves no other step's noise. */
    @Test
    void eachStepHasItsOwnClippingNorm() {
        NoiseSequence constant = new BandedNoise(1, BANDS).begin(STEPS, 50);
        NoiseSequence changing = new BandedNoise(1, BANDS).begin(STEPS, 50);
        RandomStreams streams = RandomStreams.seeded(24);
        for (int step = 0; step < STEPS; step++) {
            // A power of two, so that equal is equal to the bit.
            double norm = 1 << step;
            double[][] one = {new double[50]};
            double[][] other = {new double[50]};
            double deviation = constant.addTo(one, 1, streams.stream(StreamPurpose.NOISE, step));
            assertEquals(norm * deviation, changing.addTo(other, norm, streams.stream(StreamPurpose.NOISE, step)));
            assertArrayEquals(Arrays.stream(one[0]).map(x -> norm * x).toArray(), other[0]);
        }
    }

    @Test
    void tellsTheDeviationOfEachStep() {
        ToeplitzStrategy strategy = new BandedNoise(1, BANDS).strategy(STEPS);
        double[] weights = strategy.noisingCoefficients();
        NoiseSequence sequence = new BandedNoise(1, BANDS).begin(STEPS, 1);
        double variance = 0;
        for (int step = 0; step < STEPS; step++) {
            variance += weights[step] * weights[step];
            double stated =
                    sequence.addTo(new double[1][1], 2, RandomStreams.seeded(1).stream(StreamPurpose.NOISE, step));
            assertEquals(2 * Math.sqrt(variance), stated, 1e-10);
        }
    }

    @Test
    void doesNotDependOnTheNumberOfThreads() throws Exception {
        int size = 3 * GaussianAddition.PIECE + 1;
        double[][] many = noise(new BandedNoise(1, BANDS).begin(STEPS, size, 7), STEPS, 1, size, 7);
        ForkJoinPool one = new ForkJoinPool(1);
        try {
            double[][] single = one.submit(
                            () -> noise(new BandedNoise(1, BANDS).begin(STEPS, size, 7), STEPS, 1, size, 7))
                    .get();
            assertArrayEquals(single, many);
        } finally {
            one.shutdown();
        }
    }

    /** What sums of steps are left with, at columns of norm 1: less than independent noise leaves, and less with more bands. */
    @Test
    void moreBandsLeaveLessInTheSums() {
        double before = ToeplitzStrategies.independent(300).prefixErrors().rmse(1);
        for (int bands : new int[] {2, 4, 8, 16}) {
            double rmse = new BandedNoise(1, bands).strategy(300).prefixErrors().rmse(1);
            assertTrue(rmse < 0.95 * before, rmse + " after " + before);
            before = rmse;
        }
    }

    /** Positive and falling, so that the noise of runs that are longer than what was optimized does not grow with them. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 16, 40})
    void theBandsFall(int bands) {
        ToeplitzStrategy strategy = new BandedNoise(1, bands).strategy(Long.MAX_VALUE);
        double[] column = strategy.coefficients();
        assertTrue(strategy.isNonIncreasing() && column[bands - 1] > 0, Arrays.toString(column));
        double[] weights = ToeplitzStrategy.ofCoefficients(column, 10 * BandedNoise.MOST_OPTIMIZED_STEPS)
                .noisingCoefficients();
        for (int i = BandedNoise.MOST_OPTIMIZED_STEPS; i < weights.length; i++) {
            assertTrue(Math.abs(weights[i]) < 1e-3, weights[i] + " at " + i);
        }
    }

    @Test
    void bandsThatRiseOrAreNegativeAreRefused() {
        for (double[] wrong : new double[][] {{1, 0.5, 0.6}, {1, 0, 0.5}, {1, -0.5}, {1, 0.5, -1e-9}}) {
            ToeplitzStrategy strategy = ToeplitzStrategy.ofCoefficients(wrong, STEPS);
            String message = assertThrows(IllegalStateException.class, () -> BandedNoise.checked(strategy, STEPS))
                    .getMessage();
            assertTrue(
                    message.startsWith("the coefficients of " + wrong.length + " bands for 8 steps must be positive"),
                    message);
        }
        ToeplitzStrategy right = ToeplitzStrategy.ofCoefficients(new double[] {1, 0.5, 0.5}, STEPS);
        assertSame(right, BandedNoise.checked(right, STEPS));
    }

    @Test
    void isMadeForThePlannedSteps() {
        assertArrayEquals(
                ToeplitzStrategies.banded(4, 100, Objective.MEAN).coefficients(),
                new BandedNoise(1, 4).strategy(100).coefficients());
        assertEquals(2, new BandedNoise(1, 4).strategy(2).bands());
        assertArrayEquals(
                new BandedNoise(1, 2).strategy(BandedNoise.MOST_OPTIMIZED_STEPS).coefficients(),
                new BandedNoise(1, 2).strategy(Long.MAX_VALUE).coefficients());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoNoise(double value) {
        String message = assertThrows(IllegalArgumentException.class, () -> NoiseMechanisms.banded(value, 2))
                .getMessage();
        assertTrue(message.contains("noiseMultiplier must be positive and finite, found " + value), message);
        NoiseSequence sequence = NoiseMechanisms.banded(1, 2).begin(3, 2);
        double[][] sums = {{1, 2}};
        assertThrows(
                IllegalArgumentException.class,
                () -> sequence.addTo(sums, value, RandomStreams.seeded(1).stream(StreamPurpose.NOISE, 0)));
        assertArrayEquals(new double[] {1, 2}, sums[0]);
    }

    @Test
    void rowsThatDoNotFitIntoTheHeapAreRefusedBeforeAnythingIsSearched() {
        BandedNoise noise = NoiseMechanisms.banded(1, 5000);
        int[] sizes = {Integer.MAX_VALUE, 1};
        String message = assertThrows(IllegalArgumentException.class, () -> noise.begin(5000, sizes))
                .getMessage();
        assertTrue(
                message.startsWith(
                        "the rows of noise with 5000 bands of 2147483648 parameters must fit into the heap, of"
                                + " which "),
                message);
        // 4999 · 2³¹ · 8
        assertTrue(message.contains(", found 85,882,166,050,816 bytes: use fewer bands, or give Java"), message);
        assertTrue(message.matches(".*, for example -Xmx[0-9]+g"), message);
        RowMemory.check(1, 1000);
        RowMemory.check(0, sizes);
    }

    @Test
    void describesItself() {
        BandedNoise noise = NoiseMechanisms.banded(1.3, 16);
        assertEquals("BandedGaussian, noise multiplier 1.3, 16 bands", noise.describe());
        assertEquals(1.3, noise.noiseMultiplier(7));
        assertTrue(noise.isConstant());
        assertEquals(Optional.of(NoiseMechanisms.banded(2, 16)), noise.withNoiseMultiplier(2));
        assertThrows(IllegalArgumentException.class, () -> NoiseMechanisms.banded(1, 0));
        assertThrows(IllegalArgumentException.class, () -> noise.noiseMultiplier(-1));
    }
}
