package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The discretized loss of an epoch of two bins, against quadrature. */
class AllocationLossTest {
    private static final double STEP = 0.02;
    /** So much that leaving it out is noticed. */
    private static final double LARGE_TAIL = 0.05;

    private static final AllocationLaw ABOVE = new AllocationLaw(2, 1, 9, true);
    private static final AllocationLaw BELOW = new AllocationLaw(2, 1, 9, false);

    private static double curve(DiscreteLoss loss, double epsilon) {
        double sum = loss.infinityMass();
        for (int i = 0; i < loss.masses().length; i++) {
            sum += loss.masses()[i] * Math.max(0, -Math.expm1(epsilon - (loss.firstIndex() + i) * STEP));
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheGridLeavesOutIsOnTheSafeSide(boolean reversed) {
        AllocationQuadrature exact = new AllocationQuadrature(2, 1);
        StepLosses.Truncation truncation = new StepLosses.Truncation(LARGE_TAIL, LARGE_TAIL);
        DiscreteLoss above = new AllocationLoss(ABOVE, reversed, truncation).pessimistic(STEP);
        DiscreteLoss below = new AllocationLoss(BELOW, reversed, truncation).optimistic(STEP);
        for (double epsilon = -6; epsilon <= 2; epsilon += 0.25) {
            double y = Math.exp(epsilon);
            double truth = reversed ? exact.added(y) : exact.removed(y);
            double upper = curve(above, epsilon);
            double lower = curve(below, epsilon);
            String at = lower + " <= " + truth + " <= " + upper + " at " + epsilon;
            assertTrue(upper >= truth - 1e-12 && lower <= truth + 1e-12, at);
        }
    }

    /** Both errors of the law, of its masses and of its points, are on the safe side, and not halved by each other. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void errorsOfTheLawAreOnTheSafeSide(boolean reversed) {
        StepLosses.Truncation truncation = new StepLosses.Truncation(1e-30, 1e-30);
        DiscreteLoss above = new AllocationLoss(ABOVE, reversed, truncation).pessimistic(STEP);
        double own = DoubleStream.of(above.masses()).sum() + above.infinityMass();
        assertTrue(own >= 1 + ABOVE.whole().massError / 2, "mass " + own);
        // The other distribution's mass; without errors both are 1, and their ratio is the mean of the ratios.
        double[] others = new double[above.masses().length];
        for (int i = 0; i < others.length; i++) {
            others[i] = above.masses()[i] * Math.exp(-(above.firstIndex() + i) * STEP);
        }
        double moved = own / DoubleStream.of(others).sum();
        assertTrue(moved >= 1 + ABOVE.whole().placeError / 2, "mean " + moved);
        DiscreteLoss below = new AllocationLoss(BELOW, reversed, truncation).optimistic(STEP);
        double least = DoubleStream.of(below.masses()).sum();
        assertTrue(least <= 1 - BELOW.whole().massError / 2, "mass " + least);
    }
}
