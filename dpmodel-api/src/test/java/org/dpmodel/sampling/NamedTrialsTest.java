package org.dpmodel.sampling;

import static org.dpmodel.statistics.TailBounds.isPlausibleCount;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;

/** False alarms: inclusion 1e-6 over all names (Bonferroni), pairs 1e-6, sizes 1e-6; below 1e-5 together, on a fixed seed. */
class NamedTrialsTest {
    private static final double RATE = 1e-6;
    private static final int STEPS = 4000;
    private static final double Q = 0.23;

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "name " + i).toList();
    }

    private static Sampler trials(List<String> names, double probability) {
        return new NamedTrials(ExampleIds.of(names), probability, RandomStreams.seeded(8));
    }

    private static boolean plausible(double probability) {
        int count = 50;
        int[] drawn = new int[count];
        long pairs = 0;
        Sampler sampler = trials(names(count), probability);
        for (int step = 0; step < STEPS; step++) {
            boolean[] there = new boolean[count];
            for (int place : sampler.next(step)) {
                drawn[place]++;
                there[place] = true;
            }
            for (int i = 0; i + 1 < count; i += 2) {
                pairs += there[i] && there[i + 1] ? 1 : 0;
            }
        }
        return Arrays.stream(drawn).allMatch(times -> isPlausibleCount(times, STEPS, Q, RATE / count))
                && isPlausibleCount(Arrays.stream(drawn).sum(), (long) STEPS * count, Q, RATE)
                && isPlausibleCount(pairs, (long) STEPS * count / 2, Q * Q, RATE);
    }

    @Test
    void drawsEachNameIndependentlyAndAsOftenAsPromised() {
        assertTrue(plausible(Q));
        assertFalse(plausible(Q * 1.1), "a tenth too often passes");
        assertFalse(plausible(Q / 1.1), "a tenth too seldom passes");
    }

    private static Set<String> drawn(List<String> names, int step) {
        Set<String> drawn = new HashSet<>();
        for (int place : trials(names, Q).next(step)) {
            drawn.add(names.get(place));
        }
        return drawn;
    }

    @Test
    void nobodyElseMovesWhenANameComesOrGoes() {
        List<String> all = names(200);
        List<String> others = new ArrayList<>(all);
        others.remove("name 17");
        Collections.shuffle(others, new Random(1));
        for (int step = 0; step < 50; step++) {
            Set<String> with = drawn(all, step);
            with.remove("name 17");
            assertEquals(with, drawn(others, step));
        }
    }

    /** Names are drawn some ten thousand at a time: the coins of later ones must not be those of the first. */
    @Test
    void namesAfterManyOthersHaveTheirOwnCoins() {
        List<String> names = names((1 << 16) + 1000);
        List<String> last = names.subList(1 << 16, names.size());
        for (int step = 0; step < 3; step++) {
            Set<String> drawn = drawn(names, step);
            drawn.retainAll(last);
            assertEquals(drawn(last, step), drawn);
        }
    }

    @Test
    void theLimitIsTheProbabilityToTheLastDigit() {
        // U has 128 digits: of U < 2⁻¹ only the first decides, of U < q the double's own ones.
        List<String> names = names(5000);
        int[] half = trials(names, 0.5).next(0);
        int[] above = trials(names, Math.nextUp(0.5)).next(0);
        assertArrayEquals(half, above);
        assertArrayEquals(
                IntStream.range(0, names.size()).toArray(), trials(names, 1).next(3));
        assertEquals(0, trials(names, 0x1p-75).next(0).length);
        for (double probability : new double[] {0, -1, 1.1, Double.NaN, 0x1p-76}) {
            assertThrows(IllegalArgumentException.class, () -> trials(names, probability));
        }
    }

    /** One coin for two things would draw both or neither. */
    @Test
    void equalNamesAreRefused() {
        for (List<String> names : List.of(List.of("a", "b", "a"), List.of("\ud800", "b"))) {
            assertThrows(IllegalArgumentException.class, () -> trials(names, Q));
        }
    }

    @Test
    void stepsAndSecretsDrawAnew() {
        List<String> names = names(100);
        assertFalse(Arrays.equals(trials(names, Q).next(0), trials(names, Q).next(1)));
        assertFalse(Arrays.equals(
                trials(names, Q).next(0), new NamedTrials(ExampleIds.of(names), Q, RandomStreams.seeded(9)).next(0)));
        assertArrayEquals(trials(names, Q).next(7), trials(names, Q).next(7));
    }
}
