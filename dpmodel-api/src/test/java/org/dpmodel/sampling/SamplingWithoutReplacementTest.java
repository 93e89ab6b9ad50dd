package org.dpmodel.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;

/** False alarms: three comparisons of 1e-6 each, on a fixed seed. */
class SamplingWithoutReplacementTest {
    private static final double RATE = 1e-6;
    private static final int EXAMPLES = 20;
    private static final int SIZE = 5;
    private static final int STEPS = 40_000;
    private static final double PAIR = SIZE * (SIZE - 1.0) / (EXAMPLES * (EXAMPLES - 1.0));
    private static final Sampler SAMPLER =
            new SamplingWithoutReplacement(SIZE).sampler(EXAMPLES, RandomStreams.seeded(33));

    @Test
    void drawsEachExampleAndEachPairAsOftenAsSubsetsOfEqualChanceDo() {
        Joint joint = Joint.of(EXAMPLES, STEPS, SAMPLER::next);
        assertTrue(joint.includesEach(SIZE / (double) EXAMPLES, RATE));
        assertTrue(joint.includesEachPair(PAIR, RATE));
        assertFalse(joint.includesEach(1.1 * SIZE / EXAMPLES, RATE), "the twin: ten percent more");
    }

    /** The twin: neighbours that are drawn together have the same frequencies, but not in pairs. */
    @Test
    void dependentExamplesAreNoticed() {
        Joint windows = Joint.of(EXAMPLES, STEPS, step -> {
            int start = SAMPLER.next(step)[0] + (int) (step % EXAMPLES);
            return IntStream.range(start, start + SIZE).map(i -> i % EXAMPLES).toArray();
        });
        assertTrue(windows.includesEach(SIZE / (double) EXAMPLES, RATE));
        assertFalse(windows.includesEachPair(PAIR, RATE));
    }

    @Test
    void aStepsDrawIsASetThatDependsOnSeedAndStepAlone() {
        int[] seventh = SAMPLER.next(7);
        assertEquals(SIZE, Arrays.stream(seventh).distinct().count());
        SAMPLER.next(3);
        assertArrayEquals(seventh, SAMPLER.next(7));
        assertFalse(Arrays.equals(seventh, SAMPLER.next(8)));
    }

    @Test
    void refusesWhatItHasNoChargeFor() {
        SamplingWithoutReplacement scheme = new SamplingWithoutReplacement(SIZE);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> scheme.check(Adjacency.ADD_OR_REMOVE_ONE, 1))
                .getMessage();
        assertTrue(message.startsWith("adjacency must be REPLACE_ONE with without-replacement"), message);
        // Microbatches of a sorted subset shift when one member is another: up to 25 % too little would be charged.
        assertThrows(IllegalArgumentException.class, () -> scheme.check(Adjacency.REPLACE_ONE, 5));
        RandomStreams streams = RandomStreams.seeded(1);
        assertThrows(IllegalArgumentException.class, () -> scheme.sampler(SIZE - 1, streams));
        assertThrows(IllegalArgumentException.class, () -> new SamplingWithoutReplacement(0));
    }
}
