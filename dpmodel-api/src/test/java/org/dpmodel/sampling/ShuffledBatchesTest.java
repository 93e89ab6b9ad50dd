package org.dpmodel.sampling;

import static org.dpmodel.statistics.TailBounds.isPlausibleCount;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;

class ShuffledBatchesTest {
    private static Sampler sampler(int batchSize, int datasetSize) {
        return new ShuffledBatches(batchSize).sampler(datasetSize, RandomStreams.seeded(33));
    }

    private static int[] epoch(Sampler sampler, int epoch, int steps) {
        return IntStream.range(epoch * steps, (epoch + 1) * steps)
                .mapToObj(sampler::next)
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    @Test
    void anEpochDrawsEachExampleAtMostOnce() {
        int[] drawn = epoch(sampler(10, 103), 0, 10);
        assertEquals(100, drawn.length);
        assertEquals(100, Arrays.stream(drawn).distinct().count());
        assertTrue(Arrays.stream(drawn).allMatch(i -> i >= 0 && i < 103));
    }

    @Test
    void aStepsDrawIsAFunctionOfSeedAndStep() {
        Sampler sampler = sampler(10, 103);
        int[] inSecondEpoch = sampler.next(17);
        sampler.next(3);
        sampler.next(25);
        assertArrayEquals(inSecondEpoch, sampler.next(17));
        assertArrayEquals(inSecondEpoch, sampler(10, 103).next(17));
        assertFalse(Arrays.equals(epoch(sampler, 0, 10), epoch(sampler, 1, 10)));
    }

    @Test
    void theCallerOwnsTheBatch() {
        Sampler sampler = sampler(10, 103);
        int[] batch = sampler.next(0);
        int[] copy = batch.clone();
        Arrays.fill(batch, -1);
        assertArrayEquals(copy, sampler.next(0));
    }

    /** Each of 7 examples stands at each of 7 places in 1/7 of the epochs; 49 comparisons, 1e-6 false alarms together. */
    @Test
    void everyPlaceIsEquallyLikely() {
        int size = 7;
        int epochs = 40_000;
        Sampler sampler = sampler(size, size);
        int[][] seen = new int[size][size];
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] order = sampler.next(epoch);
            for (int place = 0; place < size; place++) {
                seen[order[place]][place]++;
            }
        }
        for (int[] places : seen) {
            for (int count : places) {
                assertTrue(isPlausibleCount(count, epochs, 1.0 / size, 1e-6 / 49), () -> "count " + count);
            }
        }
        assertFalse(isPlausibleCount(epochs * 11 / 70, epochs, 1.0 / size, 1e-6 / 49), "10 % too many must be noticed");
    }

    @Test
    void describesItself() {
        ShuffledBatches scheme = new ShuffledBatches(256);
        assertEquals("shuffled", scheme.name());
        assertEquals(256, scheme.expectedBatchSize());
        assertEquals(256.0 / 60_000, scheme.samplingProbability(60_000));
        assertEquals(234, scheme.stepsPerEpoch(60_000));
    }

    @Test
    void refusesBatchesThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> new ShuffledBatches(0));
        ShuffledBatches scheme = new ShuffledBatches(11);
        RandomStreams streams = RandomStreams.seeded(1);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> scheme.sampler(10, streams));
        assertTrue(e.getMessage().startsWith("batchSize must be at most the dataset size 10, found 11: "));
        Sampler sampler = scheme.sampler(11, streams);
        assertThrows(IllegalArgumentException.class, () -> sampler.next(-1));
    }
}
