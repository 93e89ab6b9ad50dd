package org.dpmodel.noise;

import static org.dpmodel.statistics.TailBounds.chiSquaredLimit;
import static org.dpmodel.statistics.TailBounds.kolmogorovDistance;
import static org.dpmodel.statistics.TailBounds.kolmogorovLimit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Noise on a grid. False alarms: four comparisons at 1e-6 on fixed seeds. */
class DiscreteGaussianNoiseTest {
    private static final double RATE = 1e-6;
    private static final DiscreteGaussianNoise NOISE = NoiseMechanisms.discreteGaussian(1);

    private static UniformRandomProvider stream(long step) {
        return RandomStreams.seeded(23).stream(StreamPurpose.NOISE, step);
    }

    @Test
    void hasThePromisedDeviationAndShape() {
        double[] noise = new double[50 * DiscreteGaussianNoise.PIECE + 5];
        NOISE.addTo(noise, 0.7, stream(0));
        double[] sample = IntStream.range(0, noise.length)
                .mapToDouble(i -> noise[i] / 0.7)
                .toArray();
        assertTrue(kolmogorovDistance(sample, TailBounds::normalCdf) < kolmogorovLimit(sample.length, RATE));
        double meanSquare = Arrays.stream(sample).map(x -> x * x).sum() / sample.length;
        assertTrue(Math.abs(meanSquare - 1) < chiSquaredLimit(sample.length, RATE));
        assertFalse(Math.abs(meanSquare * 1.05 - 1) < chiSquaredLimit(sample.length, RATE), "the twin");
    }

    /** The attack on floating point looks at which numbers can come out; here these do not depend on the sum. */
    @Test
    void whatComesOutLiesOnTheGridWhateverTheSum() {
        double deviation = 3 * 0x1p-3;
        double grid = Math.scalb(deviation, -22);
        double[] sum = new double[10_000];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = i * 1e-9 + 1.0 / (i + 3);
        }
        double[] before = sum.clone();
        NOISE.addTo(sum, deviation, stream(1));
        for (double x : sum) {
            assertEquals(Math.rint(x / grid) * grid, x);
        }
        NoiseMechanisms.gaussian(1).addTo(before, deviation, stream(1));
        int off = 0;
        for (double x : before) {
            off += Math.rint(x / grid) * grid == x ? 0 : 1;
        }
        assertTrue(off > 100, "the twin: Gaussian noise leaves the grid, found " + off);
    }

    /** The rounded sums of two neighbours, in grid steps, are no further apart than the deviation makes up for. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "44000, 0.1, 1", "44000, 0.1, 2", "1000000, 1, 1", "100000000, 8, 2"})
    void deviationMakesUpForRounding(long elements, double multiplier, double sensitivity) {
        double norm = 0.1;
        double deviation = NOISE.standardDeviation(multiplier, norm, sensitivity, elements);
        double grid = deviation / (1 << 22);
        double farthest = sensitivity * norm / grid + Math.sqrt((double) elements);
        assertTrue((1 << 22) / farthest >= multiplier / sensitivity, "charged for more noise than there is");
        double wider = sensitivity * norm / grid + 1.001 * Math.sqrt((double) elements);
        assertTrue((1 << 22) / wider <= multiplier / sensitivity, "much more noise than needed");
        assertEquals(new DpEvent.DiscreteGaussian(0.5), NOISE.event(0.5));
    }

    @Test
    void refusesAGridTooCoarse() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> NOISE.standardDeviation(100, 1, 1, 10_000_000_000L));
        assertTrue(e.getMessage().contains("noiseMultiplier must be below 41.9"), e.getMessage());
        assertTrue(e.getMessage().contains("10000000000 parameters"), e.getMessage());
    }

    @Test
    void sumsBeyondAllMeasureAreCutAndNothingIsLost() {
        double[] sum = {Double.MAX_VALUE, Double.NEGATIVE_INFINITY, 0};
        NOISE.addTo(sum, 1, stream(2));
        assertEquals(0x1p18, sum[0], 10);
        assertEquals(-0x1p18, sum[1], 10);
        assertTrue(Math.abs(sum[2]) < 10);
    }

    @Test
    void repeatsFromTheSameStream() {
        double[] first = new double[DiscreteGaussianNoise.PIECE * 2];
        double[] second = first.clone();
        NOISE.addTo(first, 1, stream(3));
        NOISE.addTo(second, 1, stream(3));
        assertArrayEquals(first, second);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoNoise(double value) {
        assertThrows(IllegalArgumentException.class, () -> NoiseMechanisms.discreteGaussian(value));
        assertThrows(IllegalArgumentException.class, () -> NOISE.addTo(new double[2], value, stream(4)));
    }
}
