package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cut Poisson samples cost by PLD: never less than the exact cost of small cases, and little more than at other tools. */
@Tag("slow")
class CutSamplesTest {
    private static final double DELTA = 1e-5;
    private static final int EXAMPLES = 60_000;
    /** Of the midpoint rule where densities cross, generously. */
    private static final double QUADRATURE = 2e-5;

    private static PldAccountant cut(Adjacency adjacency, double q, long cap, long examples, double noise, long steps) {
        PldAccountant accountant = new PldAccountant(adjacency);
        accountant.compose(new DpEvent.TruncatedPoissonSampled(q, cap, examples, new DpEvent.Gaussian(noise)), steps);
        return accountant;
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0.5, 2, -1, 1",
        "4, 0.5, 2, 0, 1",
        "4, 0.5, 2, 1, 1",
        "6, 0.2, 1, -1, 0.7",
        "6, 0.2, 2, -1, 2",
        "3, 0.9, 1, -1, 1",
        "3, 0.9, 3, -1, 1",
        "8, 0.4, 3, -1, 0.5",
        "8, 0.4, 3, -0.5, 1.5"
    })
    void isNeverBelowTheExactCostOfOneStep(int others, double q, int cap, double value, double noise) {
        check(new CutSamples(others, q, cap, value, noise), 1, new double[] {0.5, 2.5});
    }

    @ParameterizedTest
    @CsvSource({"4, 0.5, 2, -1, 1", "6, 0.2, 1, -1, 0.7", "3, 0.9, 1, -1, 1"})
    void isNeverBelowTheExactCostOfTwoSteps(int others, double q, int cap, double value, double noise) {
        check(new CutSamples(others, q, cap, value, noise), 2, new double[] {0.5, 2.5});
    }

    private static void check(CutSamples exact, int steps, double[] epsilons) {
        // the dataset with the example, and without: both neighbours must be covered
        for (int examples = exact.others(); examples <= exact.others() + 1; examples++) {
            PldAccountant accountant =
                    cut(Adjacency.ADD_OR_REMOVE_ONE, exact.q(), exact.cap(), examples, exact.noise(), steps);
            for (double epsilon : epsilons) {
                double truth = Math.max(exact.delta(epsilon, steps, true), exact.delta(epsilon, steps, false));
                double bound = accountant.delta(epsilon);
                assertTrue(bound >= truth - QUADRATURE, bound + " for " + truth + " at " + epsilon);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0.5, 2, -1, 1", "6, 0.2, 1, 0, 1.4", "3, 0.9, 1, -1, 2"})
    void isNeverBelowTheExactCostOfReplacing(int others, double q, int cap, double value, double noise) {
        CutSamples exact = new CutSamples(others, q, cap, value, noise);
        // relative to the sensitivity of replacing, 2
        for (int steps = 1; steps <= 2; steps++) {
            PldAccountant accountant = cut(Adjacency.REPLACE_ONE, q, cap, others + 1, noise / 2, steps);
            for (double epsilon : new double[] {0, 0.3, 1, 2}) {
                double truth =
                        Math.max(exact.replacedDelta(epsilon, steps, -1), exact.replacedDelta(epsilon, steps, 0));
                assertTrue(accountant.delta(epsilon) >= truth - QUADRATURE, "at " + epsilon);
            }
        }
    }

    /** The twin: a bound that forgets the cut is below the truth. */
    @Test
    void forgettingTheCutIsNoticed() {
        CutSamples exact = new CutSamples(3, 0.9, 1, -1, 1);
        PldAccountant uncut = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        uncut.compose(new DpEvent.Gaussian(1).poissonSampled(0.9));
        assertTrue(uncut.delta(2) < exact.delta(2, 1, true) - QUADRATURE);
    }

    /** dp_accounting 0.6.0, PLDAccountant: 3.0605, 1.1645, 1.0990; with the whole cut in delta there was no finite value. */
    @ParameterizedTest
    @CsvSource({"300, 3.0605", "320, 1.1645", "350, 1.0990"})
    void isCloseToDpAccountingBetweenTheCliffs(long cap, double theirs) {
        double ours = cut(Adjacency.ADD_OR_REMOVE_ONE, 256.0 / EXAMPLES, cap, EXAMPLES, 1, 2340)
                .epsilon(DELTA);
        assertTrue(ours <= 1.05 * theirs && ours >= 0.95 * theirs, ours + " for " + theirs);
    }

    /** dp_accounting 0.6.0: 3.2348, 1.7920, 1.7624; noise relative to the sensitivity of replacing is half of its. */
    @ParameterizedTest
    @CsvSource({"300, 3.2348", "320, 1.7920", "350, 1.7624"})
    void isCloseToDpAccountingWhereOneIsReplaced(long cap, double theirs) {
        double ours = cut(Adjacency.REPLACE_ONE, 256.0 / EXAMPLES, cap, EXAMPLES, 0.5, 2340)
                .epsilon(DELTA);
        assertTrue(ours <= 1.05 * theirs && ours >= 0.95 * theirs, ours + " for " + theirs);
    }

    @Test
    void aCutThatIsNeverMetCostsNothing() {
        PldAccountant uncut = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        uncut.compose(new DpEvent.Gaussian(1).poissonSampled(256.0 / EXAMPLES), 2340);
        double ours = cut(Adjacency.ADD_OR_REMOVE_ONE, 256.0 / EXAMPLES, 416, EXAMPLES, 1, 2340)
                .epsilon(DELTA);
        assertEquals(uncut.epsilon(DELTA), ours, 1e-5 * ours);
        assertTrue(ours >= uncut.lowerEpsilon(DELTA));
    }

    @Test
    void aLowerCapMoreStepsAndLessNoiseCostMore() {
        double base = cut(Adjacency.ADD_OR_REMOVE_ONE, 0.01, 30, 2000, 1, 100).epsilon(DELTA);
        assertTrue(cut(Adjacency.ADD_OR_REMOVE_ONE, 0.01, 28, 2000, 1, 100).epsilon(DELTA) > 1.001 * base);
        assertTrue(cut(Adjacency.ADD_OR_REMOVE_ONE, 0.01, 30, 2000, 1, 120).epsilon(DELTA) > 1.001 * base);
        assertTrue(cut(Adjacency.ADD_OR_REMOVE_ONE, 0.01, 30, 2000, 0.9, 100).epsilon(DELTA) > 1.001 * base);
        assertTrue(cut(Adjacency.ADD_OR_REMOVE_ONE, 0.01, 30, 2500, 1, 100).epsilon(DELTA) > 1.001 * base);
        assertTrue(cut(Adjacency.ADD_OR_REMOVE_ONE, 0.01, 40, 2000, 1, 100).epsilon(DELTA) < base);
    }

    /** A cap below the mean: every batch is full, and an example takes the place of another whenever it is drawn. */
    @Test
    void alwaysFullBatchesCostHalfOfTheNoise() {
        PldAccountant full = cut(Adjacency.ADD_OR_REMOVE_ONE, 0.1, 10, 10_000, 1, 50);
        PldAccountant halved = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        halved.compose(new DpEvent.Gaussian(0.5).poissonSampled(0.1), 50);
        assertEquals(halved.epsilon(DELTA), full.epsilon(DELTA), 2e-3 * full.epsilon(DELTA));
        assertTrue(full.epsilon(DELTA) >= halved.lowerEpsilon(DELTA));
    }

    @Test
    void noLowerBoundIsClaimed() {
        PldAccountant accountant = cut(Adjacency.ADD_OR_REMOVE_ONE, 0.01, 30, 2000, 1, 100);
        assertEquals(0, accountant.lowerEpsilon(DELTA));
        assertEquals(0, accountant.lowerDelta(0.5));
    }
}
