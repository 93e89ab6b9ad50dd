package org.dpmodel.sampling;

import static org.dpmodel.statistics.TailBounds.isPlausibleCount;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** False alarms: fewer than 100 comparisons of at most 1e-7 each, on fixed seeds. */
class CyclicPoissonSamplingTest {
    private static final double RATE = 1e-7;
    private static final int EXAMPLES = 43;
    private static final int PARTS = 3;
    private static final int STEPS = 30_000;

    private static RandomStreams streams() {
        return RandomStreams.seeded(19);
    }

    /** The step modulo the parts in which each example is drawn; −1 if it never is, −2 if in several. */
    private static int[] partsOf(Sampler sampler, int examples, int parts, int steps) {
        int[] partOf = new int[examples];
        Arrays.fill(partOf, -1);
        for (int step = 0; step < steps; step++) {
            for (int example : sampler.next(step)) {
                int part = step % parts;
                partOf[example] = partOf[example] == -1 || partOf[example] == part ? part : -2;
            }
        }
        return partOf;
    }

    /** So that two steps with one example lie at least as many apart as there are parts. */
    @Test
    void anExampleTakesPartInTheStepsOfOnePartAlone() {
        Sampler sampler = new CyclicPoissonSampling(8, PARTS).sampler(EXAMPLES, streams());
        int[] partOf = partsOf(sampler, EXAMPLES, PARTS, 300);
        for (int part : partOf) {
            assertTrue(part >= 0, "never drawn, or in several parts: " + Arrays.toString(partOf));
        }
        Sampler poisson = new PoissonSampling(8).sampler(EXAMPLES, streams());
        assertTrue(Arrays.stream(partsOf(poisson, EXAMPLES, PARTS, 300)).anyMatch(part -> part == -2), "the twin");
        assertArrayEquals(partOf, partsOf(sampler, EXAMPLES, PARTS, 600), "parts stay the same");
    }

    /**
     * A run that begins elsewhere, as that of another dataset does, has parts of its own: of 1,000 examples about 100 lie in equal
     * ones, more than 200 with probability 1e-21.
     */
    @Test
    void anotherRunHasOtherParts() {
        long together = 0;
        int[] first = new int[1000];
        Sampler one = new CyclicSampler(10, 1, 1000, streams());
        Sampler other = new CyclicSampler(10, 1, 5000, streams());
        for (int step = 0; step < 10; step++) {
            for (int example : one.next(step)) {
                first[example] = step;
            }
        }
        for (int step = 10; step < 20; step++) {
            for (int example : other.next(step)) {
                together += example < 1000 && first[example] == step - 10 ? 1 : 0;
            }
        }
        assertTrue(together <= 200 && together > 30, together + " of 1000 examples lie in equal parts");
    }

    @Test
    void aRunsDrawsAreAFunctionOfTheSeed() {
        Sampler one = new CyclicPoissonSampling(8, PARTS).sampler(EXAMPLES, streams());
        Sampler again = new CyclicPoissonSampling(8, PARTS).sampler(EXAMPLES, streams());
        for (int step = 7; step < 30; step++) {
            assertArrayEquals(one.next(step), again.next(step));
        }
    }

    /** Each by a coin of its own: neither the sizes of parts are fixed, nor do neighbours share one. */
    @Test
    void partsAreIndependentAndAboutEquallyLarge() {
        int examples = 20_000;
        Sampler sampler = new CyclicSampler(PARTS, 1, examples, streams());
        int[] partOf = new int[examples];
        for (int part = 0; part < PARTS; part++) {
            int[] members = sampler.next(part);
            assertTrue(isPlausibleCount(members.length, examples, 1.0 / PARTS, RATE), members.length + " members");
            for (int member : members) {
                partOf[member] = part;
            }
        }
        for (int distance : new int[] {1, 2, PARTS}) {
            long equal = 0;
            for (int i = distance; i < examples; i++) {
                equal += partOf[i] == partOf[i - distance] ? 1 : 0;
            }
            assertTrue(isPlausibleCount(equal, examples - distance, 1.0 / PARTS, RATE), equal + " at " + distance);
            assertFalse(isPlausibleCount(equal, examples - distance, 1.1 / PARTS, RATE), "the twin, 10 % more");
        }
    }

    @Test
    void aMemberIsDrawnWithTheChargedProbabilityIndependently() {
        CyclicPoissonSampling scheme = new CyclicPoissonSampling(8, PARTS);
        double q = scheme.probabilityInPart(EXAMPLES);
        assertEquals(3 * 8 / 43.0, q, 1e-15);
        Sampler sampler = scheme.sampler(EXAMPLES, streams());
        long[][] together = new long[EXAMPLES][EXAMPLES];
        for (int step = 0; step < PARTS * STEPS; step += PARTS) {
            int[] drawn = sampler.next(step);
            for (int i : drawn) {
                for (int j : drawn) {
                    together[i][j]++;
                }
            }
        }
        double each = RATE / EXAMPLES / EXAMPLES;
        int members = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            if (together[i][i] == 0) {
                continue;
            }
            members++;
            assertTrue(isPlausibleCount(together[i][i], STEPS, q, each), together[i][i] + " of " + STEPS);
            assertFalse(isPlausibleCount(together[i][i], STEPS, 1.1 * q, each), "the twin, 10 % more");
            for (int j = 0; j < i; j++) {
                assertTrue(together[j][j] == 0 || isPlausibleCount(together[i][j], STEPS, q * q, each));
            }
        }
        assertTrue(members > 3, members + " members");
    }

    /** Whoever joins last moves no other: neither into another part nor into or out of a batch. */
    @Test
    void oneExampleMoreMovesNoOther() {
        Sampler with = new CyclicSampler(PARTS, 0.7, EXAMPLES, streams());
        Sampler without = new CyclicSampler(PARTS, 0.7, EXAMPLES - 1, streams());
        int seen = 0;
        for (int step = 0; step < 60; step++) {
            int[] drawn = with.next(step);
            int[] others = Arrays.stream(drawn)
                    .filter(example -> example != EXAMPLES - 1)
                    .toArray();
            seen += drawn.length - others.length;
            assertArrayEquals(others, without.next(step));
        }
        assertTrue(seen > 5, "the example was there: " + seen);
    }

    @Test
    void onePartIsPoissonSampling() {
        Sampler cyclic = new CyclicPoissonSampling(8, 1).sampler(EXAMPLES, streams());
        Sampler poisson = new PoissonSampling(8).sampler(EXAMPLES, streams());
        for (int step = 0; step < 50; step++) {
            assertArrayEquals(poisson.next(step), cyclic.next(step));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6, 7, 10, 49})
    void allOfThePartIsDrawnWhereBatchesFillParts(int parts) {
        CyclicPoissonSampling scheme = new CyclicPoissonSampling(7, parts);
        double q = scheme.probabilityInPart(7 * parts);
        assertTrue(q <= 1 && q >= 1 - 0x1p-53, "found " + q);
        scheme.sampler(7 * parts, streams()).next(0);
        String message = assertThrows(IllegalArgumentException.class, () -> scheme.probabilityInPart(7 * parts - 1))
                .getMessage();
        assertTrue(
                message.startsWith(
                        parts == 1
                                ? "expectedBatchSize must be at most the dataset size 6, found 7"
                                : "parts must be at most dataset size / expected batch size = " + (parts - 1)
                                        + ", or a part would have fewer members than a batch, found " + parts
                                        + ": pass fewer"),
                message);
        assertThrows(IllegalArgumentException.class, () -> scheme.stepsPerEpoch(7 * parts - 1));
        assertThrows(IllegalArgumentException.class, () -> scheme.sampler(7 * parts - 1, streams()));
    }

    @Test
    void describesItself() {
        CyclicPoissonSampling scheme = new CyclicPoissonSampling(256, 16);
        assertEquals(234, scheme.stepsPerEpoch(60_000));
        assertEquals(256 / 60_000.0, scheme.samplingProbability(60_000));
        assertEquals(16, scheme.stepsPerCharge(60_000));
        assertTrue(
                scheme.describe(60_000).startsWith("cyclic Poisson, 16 parts, sampling probability 0.068266"),
                scheme.describe(60_000));
        scheme.check(Adjacency.REPLACE_ONE, 1);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> scheme.check(Adjacency.ADD_OR_REMOVE_ONE, 2))
                .getMessage();
        assertTrue(message.startsWith("microbatchSize must be 1 with cyclic Poisson sampling"), message);
        assertThrows(IllegalArgumentException.class, () -> new CyclicPoissonSampling(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new CyclicPoissonSampling(1, 0));
    }
}
