package org.dpmodel.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BernoulliTrialsTest {
    private static final int DIGITS = 200;

    private static UniformRandomProvider stream(long index) {
        return RandomStreams.seeded(30).stream(StreamPurpose.SAMPLING, index);
    }

    /** Compares each trial with the comparison U < q in exact arithmetic on the same random digits. */
    @ParameterizedTest
    @ValueSource(doubles = {256.0 / 60_000, 0.5, 0.7, 0.1, 1e-3, 0x1p-40, 0x1.fffffffffffffp-1, 0.25})
    void decidesExactlyWhetherUIsBelowQ(double q) {
        BernoulliTrials trials = new BernoulliTrials(q);
        BigDecimal scaledQ = new BigDecimal(q).multiply(new BigDecimal(BigInteger.TWO.pow(DIGITS)));
        for (int round = 0; round < 50; round++) {
            long[] words = stream(round).longs(DIGITS).toArray();
            int[] expected = IntStream.range(0, 64)
                    .filter(lane -> new BigDecimal(uniform(words, lane)).compareTo(scaledQ) < 0)
                    .toArray();
            assertArrayEquals(expected, trials.successes(64, stream(round)));
        }
    }

    private static BigInteger uniform(long[] words, int lane) {
        BigInteger value = BigInteger.ZERO;
        for (long word : words) {
            value = value.shiftLeft(1).or(BigInteger.valueOf(word >>> lane & 1));
        }
        return value;
    }

    /** A uniform number that equals q in all its digits is not below q, whatever digits follow. */
    @Test
    void equalityIsNoSuccess() {
        long[] words = {-1, 0, -1, -1, -1};
        int[] next = {0};
        UniformRandomProvider digitsOf0625 = () -> words[next[0]++];
        assertEquals(0, new BernoulliTrials(0.625).successes(64, digitsOf0625).length);
        assertEquals(3, next[0]);
    }

    @Test
    void certaintyDrawsAll() {
        for (int n : new int[] {1, 63, 64, 65, 1000}) {
            assertArrayEquals(IntStream.range(0, n).toArray(), new BernoulliTrials(1).successes(n, stream(0)));
        }
    }

    @Test
    void positionsAscendWithinTheTrials() {
        int[] drawn = new BernoulliTrials(0.9).successes(130, stream(1));
        assertTrue(Arrays.stream(drawn).allMatch(i -> i >= 0 && i < 130));
        assertArrayEquals(Arrays.stream(drawn).distinct().sorted().toArray(), drawn);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoProbability(double q) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new BernoulliTrials(q));
        assertEquals(
                "samplingProbability must be in (0, 1], found " + q + ": pass expectedBatchSize / datasetSize",
                e.getMessage());
    }
}
