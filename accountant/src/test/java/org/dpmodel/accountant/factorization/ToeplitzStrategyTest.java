package org.dpmodel.accountant.factorization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Values typed in here are of the papers named beside them, or of jax_privacy 2.0.0 in float64 (its
 * matrix_factorization.toeplitz and buffered_toeplitz), as the shared file matrix-factorization.json has them.
 */
class ToeplitzStrategyTest {
    private static final double EXACT = 1e-9;

    /** Henzinger, Upadhyay, Upadhyay 2023 (arXiv 2207.09387): coefficients of (1 - x)^(-1/2). */
    @Test
    void squareRootHasTheCoefficientsOfThePaper() {
        double[] first = Arrays.copyOf(ToeplitzStrategies.squareRoot(234).coefficients(), 5);
        assertArrayEquals(new double[] {1, 1 / 2.0, 3 / 8.0, 5 / 16.0, 35 / 128.0}, first);
    }

    /** jax_privacy 2.0.0: 234 steps, one participation. */
    @Test
    void squareRootHasTheErrorsOfJaxPrivacy() {
        ToeplitzStrategy strategy = ToeplitzStrategies.squareRoot(234);
        PrefixErrors errors = strategy.prefixErrors();
        assertRelative(2.4874426173993545, errors.mean(), EXACT);
        assertRelative(2.8024185738381977, errors.max(), EXACT);
        assertRelative(1.674042584236793, strategy.sensitivity(Participation.once()), EXACT);
        assertRelative(2.6402377529981385, errors.rmse(strategy.columnNorm()), EXACT);
    }

    /** Squares of these numbers are below or above what a double holds. */
    @Test
    void sensitivityScalesWithTheCoefficients() {
        for (double scale : new double[] {1e-300, 1e-200, 1, 1e200, 1e300}) {
            ToeplitzStrategy strategy = ToeplitzStrategy.ofCoefficients(new double[] {4 * scale, 3 * scale}, 2);
            assertRelative(5 * scale, strategy.columnNorm(), EXACT);
            assertRelative(5 * scale, strategy.sensitivity(Participation.once()), EXACT);
            assertRelative(Math.sqrt(16 + 49) * scale, strategy.sensitivity(Participation.separatedBy(1)), EXACT);
        }
    }

    /** Kalinin et al. 2025 (arXiv 2505.12128): the first coefficients of (1 - x)^(1/2). */
    @Test
    void bandedInverseSquareRootHasTheCoefficientsOfThePaper() {
        ToeplitzStrategy strategy = ToeplitzStrategies.bandedInverseSquareRoot(5, 100);
        assertArrayEquals(new double[] {1, -1 / 2.0, -1 / 8.0, -1 / 16.0, -5 / 128.0}, strategy.noisingCoefficients());
        assertTrue(strategy.isNonIncreasing());
        assertArrayEquals(
                new double[] {1, 1 / 2.0, 3 / 8.0, 5 / 16.0, 35 / 128.0},
                Arrays.copyOf(strategy.coefficients(), 5),
                1e-15);
    }

    /** jax_privacy 2.0.0: λ = 0.9, 500 steps, separation 50; √k · column norm would be too small. */
    @Test
    void lambdaCgdCountsOverlappingColumns() {
        ToeplitzStrategy strategy = ToeplitzStrategies.lambdaCgd(0.9, 500);
        assertRelative(3.4950000000000006, strategy.prefixErrors().mean(), EXACT);
        double sensitivity = strategy.sensitivity(Participation.separatedBy(50));
        assertRelative(7.288479743217074, sensitivity, EXACT);
        assertTrue(sensitivity > Math.sqrt(10) * strategy.columnNorm() * 1.004);
    }

    /** jax_privacy 2.0.0: its BLT of three buffers for 1,000 steps, and the inverse's first coefficients. */
    @Test
    void buffersHaveTheErrorsOfJaxPrivacy() {
        ToeplitzStrategy strategy = ToeplitzStrategies.buffered(
                new double[] {0.9989518465560228, 0.9782308989499391, 0.7415551943819587},
                new double[] {0.044870899392375804, 0.12110701455212824, 0.31079302468725073},
                1000);
        assertRelative(2.961685584173546, strategy.prefixErrors().mean(), EXACT);
        assertRelative(3.2834356652444114, strategy.prefixErrors().max(), EXACT);
        assertRelative(1.804565210647527, strategy.sensitivity(Participation.once()), EXACT);
        assertEquals(-0.1664541454298217, strategy.noisingCoefficients()[2], 1e-12);
        assertMessage(
                "decay must be in (0, 1], found 1.5",
                () -> ToeplitzStrategies.buffered(new double[] {1.5}, new double[] {1}, 9));
    }

    /** jax_privacy 2.0.0 and scipy 1.17.1's L-BFGS-B: optimal losses of banded strategies. */
    @Test
    void bandedStrategiesReachThePublishedOptima() {
        assertOptimum(10.501446861055825, 4, 64);
        assertOptimum(57.61807587347394, 10, 1000);
        assertOptimum(84.03688141861988, 16, 2340);
        ToeplitzStrategy one = ToeplitzStrategies.banded(1, 64, Objective.MEAN);
        assertArrayEquals(new double[] {1}, one.coefficients());
        assertEquals(32.5, one.prefixErrors().mean());
    }

    private static void assertOptimum(double loss, int bands, int steps) {
        ToeplitzStrategy strategy = ToeplitzStrategies.banded(bands, steps, Objective.MEAN);
        assertEquals(bands, strategy.bands());
        assertRelative(1, strategy.columnNorm(), 1e-15);
        double found = strategy.prefixErrors().mean();
        assertTrue(found < loss * (1 + 1e-6), () -> bands + " bands: " + found + " is above " + loss);
        assertTrue(found > loss * (1 - 1e-6), () -> bands + " bands: " + found + " is below the optimum " + loss);
    }

    /** With all bands, and for the last sum, the square root is the optimum (arXiv 2202.11205). */
    @Test
    void theOptimumOfTheLastSumIsTheSquareRoot() {
        double[] found = ToeplitzStrategies.banded(64, 64, Objective.MAX).coefficients();
        double[] root = ToeplitzStrategies.squareRoot(64).coefficients();
        double norm = ToeplitzStrategies.squareRoot(64).columnNorm();
        assertArrayEquals(Arrays.stream(root).map(value -> value / norm).toArray(), found, 1e-6);
    }

    /**
     * Coefficients that grow somewhere: all sets of steps were tried in plain numpy, 3.4351128074635335 is the largest norm;
     * columns 0, 3, 6, 9 have 3.0854497241083023 only.
     */
    @Test
    void growingCoefficientsAreBoundedByTheirMajorant() {
        ToeplitzStrategy strategy = ToeplitzStrategy.ofCoefficients(new double[] {1, 0.2, 0.8, 0.1, 0.6}, 24);
        assertFalse(strategy.isNonIncreasing());
        double bound = strategy.sensitivity(new Participation(3, 4));
        assertRelative(4.298837052040936, bound, EXACT);
        assertTrue(bound >= 3.4351128074635335);
        assertEquals(3.4351128074635335, largestNorm(strategy, 3, 4), 1e-12);
    }

    /** The formula against all sets of steps, also for negative coefficients and where columns do not overlap. */
    @Test
    void sensitivityIsNeverBelowThatOfAnySetOfSteps() {
        double[][] columns = {
            {1, 0.5, 0.3, 0.3, 0.1}, {1, 0, 0.7}, {1, -0.5, 0.4}, {0.2, 1, 0.1, 0.9}, {1}, {1, 0.9, 0.81, 0.729}
        };
        for (double[] column : columns) {
            ToeplitzStrategy strategy = ToeplitzStrategy.ofCoefficients(column, 11);
            for (int separation = 1; separation <= 5; separation++) {
                for (int most = 1; most <= 4; most++) {
                    double bound = strategy.sensitivity(new Participation(separation, most));
                    double largest = largestNorm(strategy, separation, most);
                    assertTrue(bound >= largest * (1 - 1e-14), Arrays.toString(column) + " " + separation + " " + most);
                    if (strategy.isNonIncreasing() || strategy.bands() <= separation) {
                        assertRelative(largest, bound, 1e-12);
                    }
                }
            }
        }
    }

    /** Contributions may point anywhere, so columns that point apart are turned into one direction: |c| is summed. */
    private static double largestNorm(ToeplitzStrategy strategy, int separation, int most) {
        return largest(strategy, separation, most, 0, new double[strategy.steps()]);
    }

    private static double largest(ToeplitzStrategy strategy, int separation, int left, int from, double[] sum) {
        double best = Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
        if (left == 0) {
            return best;
        }
        double[] column = strategy.coefficients();
        for (int step = from; step < strategy.steps(); step++) {
            double[] more = sum.clone();
            for (int i = 0; i < column.length && step + i < more.length; i++) {
                more[step + i] += Math.abs(column[i]);
            }
            best = Math.max(best, largest(strategy, separation, left - 1, step + separation, more));
        }
        return best;
    }

    @Test
    void noisingCoefficientsAreTheInverse() {
        ToeplitzStrategy strategy = ToeplitzStrategies.banded(5, 40, Objective.MEAN);
        double[] c = strategy.coefficients();
        double[] inverse = strategy.noisingCoefficients();
        IntStream.range(0, 40).forEach(i -> {
            double product = IntStream.range(0, Math.min(c.length, i + 1))
                    .mapToDouble(k -> c[k] * inverse[i - k])
                    .sum();
            assertEquals(i == 0 ? 1 : 0, product, 1e-14);
        });
    }

    @Test
    void errorsNameWhatIsWrong() {
        assertMessage("bands must be at least 1, found 0", () -> ToeplitzStrategies.banded(0, 10, Objective.MEAN));
        assertMessage("steps must be at least 1, found 0", () -> ToeplitzStrategies.squareRoot(0));
        assertMessage("lambda must be in [0, 1), found 1.0", () -> ToeplitzStrategies.lambdaCgd(1, 10));
        assertMessage("lambda must be in [0, 1), found NaN", () -> ToeplitzStrategies.lambdaCgd(Double.NaN, 10));
        assertMessage(
                "coefficients must be finite, found NaN",
                () -> ToeplitzStrategy.ofCoefficients(new double[] {1, Double.NaN}, 10));
        assertMessage("coefficients[0]", () -> ToeplitzStrategy.ofCoefficients(new double[] {0, 1}, 10));
        assertMessage("minimumSeparation must be at least 1, found 0", () -> Participation.separatedBy(0));
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    static void assertRelative(double expected, double found, double tolerance) {
        assertEquals(expected, found, tolerance * Math.abs(expected));
    }
}
