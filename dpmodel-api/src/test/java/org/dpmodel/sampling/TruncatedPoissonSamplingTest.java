package org.dpmodel.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Test;

/** False alarms: one comparison of 1e-6, on a fixed seed. */
class TruncatedPoissonSamplingTest {
    private static final double RATE = 1e-6;
    private static final int EXAMPLES = 60;
    private static final int EXPECTED = 12;
    private static final int MAXIMUM = 14;
    private static final int STEPS = 40_000;
    private static final RandomStreams STREAMS = RandomStreams.seeded(35);
    private static final Sampler POISSON = new PoissonSampling(EXPECTED).sampler(EXAMPLES, STREAMS);
    private static final Sampler CUT = new TruncatedPoissonSampling(EXPECTED, MAXIMUM).sampler(EXAMPLES, STREAMS);

    @Test
    void isThePoissonSampleOrASubsetOfTheLargestSize() {
        int cuts = 0;
        for (int step = 0; step < 1000; step++) {
            int[] poisson = POISSON.next(step);
            int[] cut = CUT.next(step);
            if (poisson.length <= MAXIMUM) {
                assertArrayEquals(poisson, cut);
            } else {
                cuts++;
                assertEquals(MAXIMUM, cut.length);
                assertEquals(MAXIMUM, Arrays.stream(cut).distinct().count());
                assertTrue(Arrays.stream(poisson)
                        .boxed()
                        .collect(Collectors.toSet())
                        .containsAll(Arrays.stream(cut).boxed().toList()));
                assertArrayEquals(cut, CUT.next(step));
            }
        }
        assertTrue(cuts > 100, "the test must see cuts, saw " + cuts);
    }

    private static double probabilityAfterTheCut() {
        double[] cdf = TailBounds.binomialCdf(EXAMPLES, (double) EXPECTED / EXAMPLES);
        // E[min(X, m)] = Σ over k < m of P(X > k)
        return IntStream.range(0, MAXIMUM).mapToDouble(k -> 1 - cdf[k]).sum() / EXAMPLES;
    }

    @Test
    void noExampleIsFavouredByTheCut() {
        assertTrue(Joint.of(EXAMPLES, STEPS, CUT::next).includesEach(probabilityAfterTheCut(), RATE));
        Joint firstOnes = Joint.of(EXAMPLES, STEPS, step -> Arrays.stream(POISSON.next(step))
                .limit(MAXIMUM)
                .toArray());
        assertFalse(firstOnes.includesEach(probabilityAfterTheCut(), RATE), "the twin: the last ones are left out");
    }

    @Test
    void usuallyTheCutIsTenDeviationsAway() {
        assertEquals(new TruncatedPoissonSampling(256, 416), new TruncatedPoissonSampling(256));
        assertTrue(
                new TruncatedPoissonSampling(256).describe(60_000).endsWith("cut at 416 examples, which is charged"));
        String message = assertThrows(IllegalArgumentException.class, () -> new TruncatedPoissonSampling(256, 255))
                .getMessage();
        assertTrue(message.startsWith("maximumBatchSize must be at least 256, found 255: "), message);
        assertThrows(IllegalArgumentException.class, () -> new TruncatedPoissonSampling(0));
        assertThrows(IllegalArgumentException.class, () -> new TruncatedPoissonSampling(0, 1));
    }
}
