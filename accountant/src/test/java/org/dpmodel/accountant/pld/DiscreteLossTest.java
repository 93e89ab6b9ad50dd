package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.internal.DominatingPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The discretized hockey-stick curves against the closed form, between the knots too. */
class DiscreteLossTest {
    private static final double TAIL = 1e-25;
    /** So much that leaving it out is noticed. */
    private static final double LARGE_TAIL = 0.05;

    private static double curve(DiscreteLoss loss, double step, double epsilon) {
        double sum = loss.infinityMass();
        for (int i = loss.masses().length - 1; i >= 0; i--) {
            double excess = (loss.firstIndex() + i) * step - epsilon;
            if (excess > 0) {
                sum += loss.masses()[i] * -Math.expm1(-excess);
            }
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, 1, 0.01, false", "0.01, 1, 0.3, false", "0.004, 0.7, 0.002, true", "0.5, 2, 0.05, true",
        "0.9, 0.5, 0.2, true", "1e-4, 0.6, 1e-3, false", "1, 3, 0.01, true", "0.05, 10, 1e-4, true",
        "0.01, 1, 1e-3, true", "1e-4, 0.6, 4e-5, true"
    })
    void pessimisticIsAboveAndOptimisticBelowTheTrueCurve(double q, double noise, double step, boolean fine) {
        for (Adjacency adjacency : Adjacency.values()) {
            DominatingPair pair = DominatingPair.of(q, noise, adjacency);
            for (boolean reversed : new boolean[] {false, true}) {
                check(new PrivacyLoss(pair, reversed), step, fine);
            }
        }
    }

    private static void check(PrivacyLoss loss, double step, boolean fine) {
        double low = loss.lowerPoint(TAIL);
        double high = loss.upperPoint(TAIL);
        CellIntegrals cells = new CellIntegrals(loss, step, low, high);
        DiscreteLoss above = DiscreteLoss.pessimistic(cells, loss, low, high);
        DiscreteLoss below = DiscreteLoss.optimistic(cells, step);
        double from = loss.at(low);
        double to = loss.at(high);
        double kept = 0;
        for (int i = 0; i <= 80; i++) {
            double epsilon = from + (to - from) * i / 80;
            double point = loss.pointOf(epsilon);
            double truth = truth(loss, point, epsilon);
            double rounding = 1e-12 * loss.upperTail(point) + 1e-24;
            assertTrue(curve(above, step, epsilon) >= truth - rounding, () -> "pessimistic at " + epsilon);
            assertTrue(curve(below, step, epsilon) <= truth + rounding, () -> "optimistic at " + epsilon);
            kept = Math.max(kept, curve(below, step, epsilon));
        }
        assertTrue(kept > 0 || !fine, "on a fine grid the optimistic curve must not be given up");
        for (double mass : below.masses()) {
            assertTrue(mass >= 0);
        }
    }

    private static double truth(PrivacyLoss loss, double point, double epsilon) {
        double other =
                loss.reversed() ? loss.pair().lowerTailP(-point) : loss.pair().upperTailQ(point);
        return loss.upperTail(point) - Math.exp(epsilon) * other;
    }

    /** The mass below the grid is moved up, the mass above it is lost, and the lower curve has neither. */
    @ParameterizedTest
    @CsvSource({"0.5, 1, 0.1", "0.9, 0.5, 0.3", "1, 3, 0.01", "0.05, 10, 1e-3"})
    void whatTheGridLeavesOutIsOnTheSafeSide(double q, double noise, double step) {
        for (Adjacency adjacency : Adjacency.values()) {
            for (boolean reversed : new boolean[] {false, true}) {
                PrivacyLoss loss = new PrivacyLoss(DominatingPair.of(q, noise, adjacency), reversed);
                double low = loss.lowerPoint(LARGE_TAIL);
                double high = loss.upperPoint(LARGE_TAIL);
                CellIntegrals cells = new CellIntegrals(loss, step, low, high);
                DiscreteLoss above = DiscreteLoss.pessimistic(cells, loss, low, high);
                DiscreteLoss below = DiscreteLoss.optimistic(cells, step);
                for (int i = 0; i <= 400; i++) {
                    double point = low - 1 + (high - low + 2) * i / 400;
                    double epsilon = loss.at(point);
                    double truth = truth(loss, point, epsilon);
                    assertTrue(curve(above, step, epsilon) >= truth - 1e-12, () -> "pessimistic at " + epsilon);
                    assertTrue(curve(below, step, epsilon) <= truth + 1e-12, () -> "optimistic at " + epsilon);
                }
            }
        }
    }

    /** Beside the error of the masses, each split can be wrong by one unit in the last place of the loss. */
    @Test
    void massesAreOnTheSafeSideByMoreThanTheirErrors() {
        double step = 1e-4;
        PrivacyLoss loss = new PrivacyLoss(DominatingPair.of(1, 1, Adjacency.ADD_OR_REMOVE_ONE), false);
        double low = loss.lowerPoint(TAIL);
        double high = loss.upperPoint(TAIL);
        CellIntegrals cells = new CellIntegrals(loss, step, low, high);
        // Without gaps nothing is lowered, except at the end that is cut: what is left is the rounding.
        Arrays.fill(cells.gap, 0);
        double[] above = DiscreteLoss.pessimistic(cells, loss, low, high).masses();
        double[] below = DiscreteLoss.optimistic(cells, step).masses();
        for (int knot = 1; knot < cells.lower.length - 2; knot++) {
            double mass = cells.upper[knot - 1] + cells.lower[knot];
            double beside = mass + cells.lower[knot - 1] + cells.upper[knot];
            double error = 1e-14 * mass + Math.ulp(1.0) * Math.abs(cells.firstCell + knot) * beside;
            assertTrue(above[knot] >= mass + error, "pessimistic at knot " + knot);
            assertTrue(below[knot] <= mass - error, "optimistic at knot " + knot);
        }
    }

    @Test
    void aMixtureIsNoLessThanItsParts() {
        DiscreteLoss usual = new DiscreteLoss(-2, new double[] {0.1, 0.2, 0.3}, 0.05);
        DiscreteLoss rare = new DiscreteLoss(-1, new double[] {0.4, 0, 0.1, 0.2}, 0.3);
        DiscreteLoss mixed = usual.mixedWith(rare, 0.1);
        assertEquals(-2, mixed.firstIndex());
        assertEquals(5, mixed.masses().length);
        double[] first = {0.1, 0.2, 0.3, 0, 0};
        double[] second = {0, 0.4, 0, 0.1, 0.2};
        for (int i = 0; i < 5; i++) {
            checkMixed(first[i], second[i], mixed.masses()[i]);
        }
        checkMixed(0.05, 0.3, mixed.infinityMass());
    }

    private static void checkMixed(double usual, double rare, double mixed) {
        BigDecimal probability = BigMath.of(0.1);
        BigDecimal exact = BigMath.of(usual)
                .multiply(BigDecimal.ONE.subtract(probability))
                .add(BigMath.of(rare).multiply(probability));
        assertTrue(BigMath.of(mixed).compareTo(exact) >= 0, () -> mixed + " for " + exact);
        assertEquals(exact.doubleValue(), mixed, 1e-13);
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1, 10, 1e-5", "0.5, 2, 3, 1e-3"})
    void errorOfTheGridFallsWithItsSquare(double q, double noise, double steps, double unused) {
        PrivacyLoss loss = new PrivacyLoss(DominatingPair.of(q, noise, Adjacency.ADD_OR_REMOVE_ONE), false);
        double coarse = excess(loss, 2e-3, steps + unused);
        double fine = excess(loss, 1e-3, steps + unused);
        assertEquals(4, coarse / fine, 0.4);
    }

    /** By how much discretization raises ln E[e^(tilt loss)]. */
    private static double excess(PrivacyLoss loss, double step, double tilt) {
        double low = loss.lowerPoint(TAIL);
        double high = loss.upperPoint(TAIL);
        return logMoment(loss, step, tilt, low, high) - logMoment(loss, step / 16, tilt, low, high);
    }

    private static double logMoment(PrivacyLoss loss, double step, double tilt, double low, double high) {
        DiscreteLoss discrete = DiscreteLoss.pessimistic(new CellIntegrals(loss, step, low, high), loss, low, high);
        return discrete.logMoment(discrete.logMasses(), tilt, step);
    }

    /** A twin that must fail: ten percent less noise than the curve it is compared with. */
    @ParameterizedTest
    @CsvSource("0.01, 1, 0.001")
    void tooLittleNoiseIsNoticed(double q, double noise, double step) {
        PrivacyLoss loss = new PrivacyLoss(DominatingPair.of(q, 0.9 * noise, Adjacency.ADD_OR_REMOVE_ONE), false);
        double low = loss.lowerPoint(TAIL);
        double high = loss.upperPoint(TAIL);
        DiscreteLoss below = DiscreteLoss.optimistic(new CellIntegrals(loss, step, low, high), step);
        double truth =
                Math.exp(new OneStepCurve(new PoissonGaussian(q, noise), Adjacency.ADD_OR_REMOVE_ONE).logDelta(0.5));
        assertTrue(curve(below, step, 0.5) > truth);
    }
}
