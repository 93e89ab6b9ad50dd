package org.dpmodel.sampling;

import static org.dpmodel.statistics.TailBounds.isPlausibleCount;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * False alarms: inclusion 1e-6 over all indices (Bonferroni), pairs 4 × 1e-6, sizes 1e-6; below 1e-5 together, on a
 * fixed seed.
 */
class PoissonSamplingTest {
    private static final double RATE = 1e-6;
    private static final int EXAMPLES = 400;
    private static final int EXPECTED = 100;
    private static final int STEPS = 20_000;
    private static final double Q = (double) EXPECTED / EXAMPLES;

    private static Sampler sampler(int expectedBatchSize) {
        return new PoissonSampling(expectedBatchSize).sampler(EXAMPLES, RandomStreams.seeded(31));
    }

    private static boolean includesEachExampleWithProbabilityQ(Sampler sampler) {
        int[] drawn = new int[EXAMPLES];
        for (int step = 0; step < STEPS; step++) {
            for (int example : sampler.next(step)) {
                drawn[example]++;
            }
        }
        return Arrays.stream(drawn).allMatch(count -> isPlausibleCount(count, STEPS, Q, RATE / EXAMPLES));
    }

    @Test
    void includesEachExampleAsOftenAsPromised() {
        assertTrue(includesEachExampleWithProbabilityQ(sampler(EXPECTED)));
    }

    @Test
    void aProbabilityTenPercentOffIsNoticed() {
        assertFalse(includesEachExampleWithProbabilityQ(sampler(EXPECTED + EXPECTED / 10)));
        assertFalse(includesEachExampleWithProbabilityQ(sampler(EXPECTED - EXPECTED / 10)));
    }

    /** The pairs (i, i + distance) with i in even blocks of that length are disjoint: their joint draws are binomial. */
    private static boolean drawsPairsIndependently(Sampler sampler, int distance) {
        long together = 0;
        long pairs = 0;
        for (int step = 0; step < STEPS; step++) {
            boolean[] drawn = new boolean[EXAMPLES];
            for (int example : sampler.next(step)) {
                drawn[example] = true;
            }
            for (int i = 0; i + distance < EXAMPLES; i++) {
                if (i / distance % 2 == 0) {
                    pairs++;
                    together += drawn[i] && drawn[i + distance] ? 1 : 0;
                }
            }
        }
        return isPlausibleCount(together, pairs, Q * Q, RATE);
    }

    @Test
    void drawsExamplesIndependentlyOfEachOther() {
        for (int distance : new int[] {1, 63, 64, 128}) {
            assertTrue(drawsPairsIndependently(sampler(EXPECTED), distance), "distance " + distance);
        }
    }

    @Test
    void dependentExamplesAreNoticed() {
        Sampler sampler = sampler(EXPECTED);
        Sampler twins = step -> Arrays.stream(sampler.next(step))
                .filter(i -> i % 2 == 0)
                .flatMap(i -> IntStream.of(i, i + 1))
                .toArray();
        assertTrue(includesEachExampleWithProbabilityQ(twins));
        assertFalse(drawsPairsIndependently(twins, 1));
    }

    private static boolean hasBinomialSizes(Sampler sampler, int examples, double q) {
        double[] cdf = TailBounds.binomialCdf(examples, q);
        double[] sizes = IntStream.range(0, STEPS)
                .mapToDouble(step -> sampler.next(step).length)
                .sorted()
                .toArray();
        double distance = 0;
        for (int size = 0, below = 0; size <= examples; size++) {
            while (below < sizes.length && sizes[below] <= size) {
                below++;
            }
            distance = Math.max(distance, Math.abs((double) below / STEPS - cdf[size]));
        }
        return distance < TailBounds.kolmogorovLimit(STEPS, RATE);
    }

    @Test
    void batchSizesAreBinomial() {
        assertTrue(hasBinomialSizes(sampler(EXPECTED), EXAMPLES, Q));
    }

    @Test
    void otherBatchSizesAreNoticed() {
        assertFalse(hasBinomialSizes(sampler(EXPECTED + EXPECTED / 10), EXAMPLES, Q));
        Sampler fixed = new ShuffledBatches(EXPECTED).sampler(EXAMPLES, RandomStreams.seeded(31));
        assertFalse(hasBinomialSizes(fixed, EXAMPLES, Q));
    }

    @Test
    void emptyBatchesHappen() {
        Sampler sampler = new PoissonSampling(1).sampler(10, RandomStreams.seeded(32));
        assertTrue(Stream.iterate(0, step -> step + 1).limit(200).anyMatch(step -> sampler.next(step).length == 0));
    }

    @Test
    void aStepsDrawIsAFunctionOfSeedAndStep() {
        Sampler sampler = sampler(EXPECTED);
        int[] seventh = sampler.next(7);
        sampler.next(3);
        assertArrayEquals(seventh, sampler.next(7));
        assertArrayEquals(seventh, sampler(EXPECTED).next(7));
        assertFalse(Arrays.equals(seventh, sampler.next(8)));
    }

    @Test
    void describesItself() {
        PoissonSampling sampling = new PoissonSampling(256);
        assertEquals("poisson", sampling.name());
        assertEquals(256, sampling.expectedBatchSize());
        assertEquals(256.0 / 60_000, sampling.samplingProbability(60_000));
        assertEquals(234, sampling.stepsPerEpoch(60_000));
        assertEquals(1, sampling.stepsPerEpoch(256));
        assertEquals(1.0, sampling.samplingProbability(256));
    }

    @Test
    void refusesBatchesThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new PoissonSampling(0));
        PoissonSampling sampling = new PoissonSampling(256);
        RandomStreams streams = RandomStreams.seeded(1);
        List<Executable> calls = List.of(
                () -> sampling.samplingProbability(255),
                () -> sampling.stepsPerEpoch(255),
                () -> sampling.sampler(255, streams));
        for (Executable call : calls) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
            assertTrue(
                    e.getMessage().startsWith("expectedBatchSize must be at most the dataset size 255, found 256: "),
                    e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> sampling.samplingProbability(0));
        Sampler sampler = sampling.sampler(256, streams);
        assertThrows(IllegalArgumentException.class, () -> sampler.next(-1));
    }
}
