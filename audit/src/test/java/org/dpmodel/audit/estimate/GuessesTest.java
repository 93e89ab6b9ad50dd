package org.dpmodel.audit.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuessesTest {
    /** Python's integers and math.fsum over the sum of the theorem as its authors print it (arXiv 2305.08846). */
    @ParameterizedTest
    @CsvSource({
        "1000, 100, 95, 1e-5, 0.0006639144683529012, 2.165175799714052",
        "1000, 100, 100, 0, 2.4843785557240134e-14, 3.4929654311522937",
        "1000, 1000, 600, 1e-5, 1, 0.297226953718775",
        "5000, 254, 198, 1e-5, 0.04946482324393275, 1.000796779177563",
        "200, 20, 12, 1e-5, 0.9375910341738871, 0",
        "100, 50, 48, 1e-2, 0.11997988867483499, 0"
    })
    void meetsTheTheorem(int canaries, int guessed, int correct, double delta, double pValue, double lower) {
        Guesses guesses = new Guesses(canaries, guessed, correct);
        assertEquals(pValue, guesses.pValue(1, delta), 1e-9 * Math.max(1e-6, pValue));
        assertEquals(lower, guesses.lowerEpsilon(delta, 0.05), 1e-8);
    }

    @Test
    void allRightHasAClosedForm() {
        double p = Math.pow(0.05, 1 / 40.0);
        assertEquals(Math.log(p / (1 - p)), new Guesses(40, 40, 40).lowerEpsilon(0, 0.05), 1e-9);
    }

    @Test
    void oneGuessPaysTwiceDeltaForBeingWrong() {
        double q = 1 / (1 + Math.exp(-1));
        assertEquals(q + 2 * 0.01 * (1 - q), new Guesses(1, 1, 1).pValue(1, 0.01), 1e-12);
    }

    @Test
    void noGuessSaysNothing() {
        assertEquals(0, new Guesses(10, 0, 0).lowerEpsilon(1e-5, 0.05));
        assertEquals(1, new Guesses(10, 0, 0).pValue(0, 1e-5));
    }

    @Test
    void pValueRisesWithEpsilonAndDelta() {
        Guesses guesses = new Guesses(500, 100, 80);
        double before = 0;
        for (double epsilon = 0; epsilon < 4; epsilon += 0.25) {
            double now = guesses.pValue(epsilon, 1e-5);
            assertTrue(now >= before && now <= guesses.pValue(epsilon, 1e-3));
            before = now;
        }
    }

    @Test
    void refusesImpossibleCounts() {
        assertThrows(IllegalArgumentException.class, () -> new Guesses(10, 11, 5));
        assertThrows(IllegalArgumentException.class, () -> new Guesses(10, 5, 6));
        assertThrows(IllegalArgumentException.class, () -> new GuessRule(6).guess(new double[10], new boolean[10]));
    }

    @Test
    void guessesTheEndsOfTheOrder() {
        double[] scores = {0.3, -2, 5, 0.1, -1, 4};
        boolean[] coins = {true, false, true, true, true, false};
        assertEquals(new Guesses(6, 4, 2), new GuessRule(2).guess(scores, coins));
    }
}
