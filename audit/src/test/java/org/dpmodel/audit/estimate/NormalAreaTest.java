package org.dpmodel.audit.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalAreaTest {
    /** Scores of one distribution: (m + n + 1) / (12 m n), which Wilcoxon's test uses. */
    @Test
    void meetsTheVarianceOfEqualGroups() {
        assertEquals(0.5, NormalArea.of(0), 1e-15);
        assertEquals(111.0 / (12 * 10 * 100), NormalArea.variance(0, 10, 100), 1e-10);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.5, 2.5, -1})
    void meetsTheVarianceOfSimulatedAreas(double mu) {
        int runs = 20_000;
        double[] areas = IntStream.range(0, runs)
                .mapToDouble(seed -> RankSeparation.of(
                                NormalScores.of(20, mu, 2L * seed), NormalScores.of(30, 0, 2L * seed + 1))
                        .area())
                .toArray();
        double mean = IntStream.range(0, runs).mapToDouble(i -> areas[i]).sum() / runs;
        double variance = IntStream.range(0, runs)
                        .mapToDouble(i -> (areas[i] - mean) * (areas[i] - mean))
                        .sum()
                / (runs - 1);
        // A kurtosis of at most 12 (near 1 the areas are skewed): the relative deviation of a variance is sqrt(11 /
        // runs).
        assertEquals(1, NormalArea.variance(mu, 20, 30) / variance, 4.5 * Math.sqrt(11.0 / runs));
        assertEquals(NormalArea.of(mu), mean, 4.5 * Math.sqrt(variance / runs));
    }

    @Test
    void aBoundFallsWithTheErrorAndMeetsTheAreaAtEvenOdds() {
        double half = NormalArea.lower(0.9, 50, 60, 0.5);
        assertEquals(0.9, half, 1e-12);
        assertTrue(NormalArea.lower(0.9, 50, 60, 0.01) < NormalArea.lower(0.9, 50, 60, 0.05));
        assertTrue(NormalArea.lower(1, 5, 6, 0.05) < 1);
        assertTrue(NormalArea.lower(0.3, 5, 6, 0.05) < 0.3);
    }
}
