package org.dpmodel.audit.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankSeparationTest {
    @Test
    void countsPairsByHand() {
        // pairs in order: 3 > 1, 3 > 2, 2 > 1 and half of 2 = 2: placements 1 and 3/4, and 0 and 1/4 the other way
        RankSeparation separation = RankSeparation.of(new double[] {3, 2}, new double[] {1, 2});
        assertEquals(0.875, separation.area(), 1e-15);
        // both groups' placements vary by (1/4)² / 2
        assertEquals(Math.sqrt(0.03125 / 2 + 0.03125 / 2), separation.standardError(), 1e-15);
    }

    @Test
    void meetsDeLongsErrorOfEqualGroups() {
        // With continuous scores of one distribution the variance is (1 / 12) (1/m + 1/n), up to terms in 1 / (m n).
        double[] in = NormalScores.of(4000, 0, 1);
        double[] out = NormalScores.of(6000, 0, 2);
        RankSeparation separation = RankSeparation.of(in, out);
        assertEquals(Math.sqrt((1 / 4000.0 + 1 / 6000.0) / 12), separation.standardError(), 1e-4);
        assertEquals(0.5, separation.area(), 4 * separation.standardError());
    }

    @Test
    void groupsThatDoNotOverlapHaveABoundBelowOne() {
        RankSeparation apart = RankSeparation.of(new double[] {4, 5, 6}, new double[] {1, 2, 3, 0});
        assertEquals(1, apart.area());
        assertEquals(Math.pow(0.05, 1 / 3.0), apart.lower(0.05), 1e-15);
        assertEquals(
                0, RankSeparation.of(new double[] {1, 2}, new double[] {3, 4}).lower(0.05));
    }

    @Test
    void boundFallsWithTheError() {
        RankSeparation some = RankSeparation.of(NormalScores.of(100, 1, 3), NormalScores.of(100, 0, 4));
        assertTrue(some.lower(0.01) < some.lower(0.05) && some.lower(0.05) < some.area());
    }

    @Test
    void refusesWhatHasNoRank() {
        double[] two = {1, 2};
        assertThrows(IllegalArgumentException.class, () -> RankSeparation.of(two, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> RankSeparation.of(two, new double[] {1, Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> RankSeparation.of(two, two)
                .lower(0.6));
    }

    /** If k scores lie where all others nearly never do, this has happened by chance with probability area^k. */
    @Test
    void groupsThatHardlyOverlapProveNoMoreThanTheSmallerOneCan() {
        double[] included = IntStream.rangeClosed(1, 10).asDoubleStream().toArray();
        double[] excluded = new double[1000];
        excluded[0] = 1.5;
        RankSeparation separation = RankSeparation.of(included, excluded);
        assertTrue(separation.area() < 1);
        assertEquals(Math.pow(0.05, 0.1), separation.lower(0.05), 1e-12);
    }
}
