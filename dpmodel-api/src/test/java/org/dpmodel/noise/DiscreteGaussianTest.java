package org.dpmodel.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The law of the sampler, value by value where σ is small and bin by bin where it is as in training. False alarms: each
 * comparison tests all its cells together at 1e-6 by the union bound, on fixed seeds, and there are fewer than ten.
 */
class DiscreteGaussianTest {
    private static final double RATE = 1e-6;
    private static final int DRAWS = 1_000_000;

    private static UniformRandomProvider random(long index) {
        return RandomStreams.seeded(22).stream(StreamPurpose.NOISE, index);
    }

    /** P(x in the cell), for cells of {@code width} integers around multiples of it, up to 6 σ. */
    private static double[] law(int logSigma, int width) {
        double sigma = 1 << logSigma;
        int cells = (int) (6 * sigma / width);
        double[] law = new double[2 * cells + 1];
        double total = 0;
        for (long x = (long) (-14 * sigma); x <= 14 * sigma; x++) {
            double mass = Math.exp(-x * (double) x / (2 * sigma * sigma));
            total += mass;
            long cell = Math.floorDiv(x + width / 2, width) + cells;
            if (cell >= 0 && cell < law.length) {
                law[(int) cell] += mass;
            }
        }
        double sum = total;
        return IntStream.range(0, law.length).mapToDouble(i -> law[i] / sum).toArray();
    }

    /** Whether the counts of all cells are plausible for independent draws from the law. */
    private static boolean follows(double[] law, int width, int draws, IntUnaryOperator draw) {
        long[] counts = new long[law.length];
        int cells = law.length / 2;
        for (int i = 0; i < draws; i++) {
            int cell = Math.floorDiv(draw.applyAsInt(i) + width / 2, width) + cells;
            if (cell >= 0 && cell < counts.length) {
                counts[cell]++;
            }
        }
        return IntStream.range(0, law.length)
                .allMatch(i -> TailBounds.isPlausibleCount(counts[i], draws, law[i], RATE / law.length));
    }

    private static IntUnaryOperator draws(DiscreteGaussian gaussian, UniformRandomProvider random) {
        return i -> (int) gaussian.next(random);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "6, 1", "8, 8", "22, 262144"})
    void followsTheDiscreteGaussianLaw(int logSigma, int width) {
        IntUnaryOperator draws = draws(new DiscreteGaussian(logSigma), random(logSigma));
        assertTrue(follows(law(logSigma, width), width, DRAWS, draws));
    }

    @Test
    @Tag("slow")
    void decisionsWithoutFloatingPointFollowTheSameLaw() {
        IntUnaryOperator draws = draws(new DiscreteGaussian(4, true), random(100));
        assertTrue(follows(law(4, 1), 1, DRAWS / 20, draws));
    }

    /** The two ways decide alike: from equal random bits come equal numbers. */
    @Test
    void floatingPointDecidesAsTheExactArithmeticDoes() {
        DiscreteGaussian fast = new DiscreteGaussian(22);
        DiscreteGaussian exact = new DiscreteGaussian(22, true);
        UniformRandomProvider forFast = random(200);
        UniformRandomProvider forExact = random(200);
        for (int i = 0; i < 20_000; i++) {
            assertEquals(exact.next(forExact), fast.next(forFast));
        }
    }

    /** The twins: a Gaussian that is rounded, zero with two signs, and a σ five percent off are not this law. */
    @Test
    void lawsThatAreNearlyThisAreRejected() {
        double[] law = law(4, 1);
        UniformRandomProvider random = random(300);
        DiscreteGaussian gaussian = new DiscreteGaussian(4);
        // About one number in 40 is a zero: two signs would double that.
        assertFalse(follows(law, 1, DRAWS, i -> random.nextInt(40) == 0 ? 0 : (int) gaussian.next(random)));
        assertFalse(follows(law, 1, DRAWS, i -> (int) Math.floor(16 * normal(random))));
        assertFalse(follows(law, 1, DRAWS, i -> (int) Math.rint(16.8 * normal(random))));
        assertFalse(follows(law, 1, DRAWS, i -> Math.abs((int) gaussian.next(random))));
    }

    private static double normal(UniformRandomProvider random) {
        return ZigguratSampler.NormalizedGaussian.of(random).sample();
    }

    /**
     * The tail beyond 12 σ has one of about 2⁶³ first words, so that no sample shows whether it is there: without it, the loss of
     * privacy would be infinite with that probability.
     */
    @Test
    void theLastFirstWordLeadsIntoTheTailWhichHasNoEnd() {
        int logSigma = 7;
        long block = 1 << logSigma - 4;
        long offset = 5;
        long accepted = 0;
        long refused = Long.MAX_VALUE;
        while (refused - accepted > 1) {
            long middle = accepted + (refused - accepted) / 2;
            if (from(logSigma, middle << 1, offset) > 0) {
                accepted = middle;
            } else {
                refused = middle;
            }
        }
        long last = accepted << 1;
        assertEquals(192 * block + offset, from(logSigma, last, offset));
        assertEquals(191 * block + offset, from(logSigma, last - 2, offset));
        assertEquals(194 * block + offset, from(logSigma, last, offset, -1, -1));
    }

    /** The number that is made from these random words and zeros after them; 0 if the first one is refused. */
    private static long from(int logSigma, long... words) {
        Iterator<Long> left = LongStream.of(words).iterator();
        return new DiscreteGaussian(logSigma).next(() -> left.hasNext() ? left.next() : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 23})
    void refusesWhatItsBitsDoNotHold(int logSigma) {
        assertThrows(IllegalArgumentException.class, () -> new DiscreteGaussian(logSigma));
    }
}
