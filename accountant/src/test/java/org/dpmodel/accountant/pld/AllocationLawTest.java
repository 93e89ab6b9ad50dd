package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The law of the likelihood ratio of an epoch, against quadrature where there are few bins. */
@Tag("slow")
class AllocationLawTest {
    private static final double REACH = 9;
    /** The quadrature's own error. */
    private static final double ROUNDING = 1e-12;

    private static double removed(RatioLaw law, double y) {
        double sum = law.lost / law.terms;
        for (int i = 0; i < law.points.length; i++) {
            sum += law.masses[i] * Math.max(0, law.points[i] / law.terms - y);
        }
        return sum;
    }

    private static double added(RatioLaw law, double y) {
        double sum = 0;
        for (int i = 0; i < law.points.length; i++) {
            sum += law.masses[i] * Math.max(0, 1 - y * law.points[i] / law.terms);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 20", "2, 0.2, 1.3", "3, 0.25, 1.3", "2, 2.5, 20", "3, 0.4, 1.3"})
    void lawsEncloseTheCurvesInBothDirections(int bins, double mu, double most) {
        AllocationQuadrature truth = new AllocationQuadrature(bins, mu);
        RatioLaw above = new AllocationLaw(bins, mu, REACH, true).whole();
        RatioLaw below = new AllocationLaw(bins, mu, REACH, false).whole();
        for (double y : new double[] {0.7, 1, 1.02, 1.3, 2, 5, 20}) {
            if (y > most) {
                continue;
            }
            double remove = truth.removed(y);
            double add = truth.added(y);
            assertTrue(removed(above, y) >= remove - ROUNDING && removed(below, y) <= remove + ROUNDING, "y " + y);
            assertTrue(added(above, y) >= add - ROUNDING && added(below, y) <= add + ROUNDING, "y " + y);
            assertEquals(remove, removed(above, y), 3e-3 * remove + 1e-9, "y " + y);
            assertEquals(remove, removed(below, y), 3e-3 * remove + 1e-9, "y " + y);
        }
    }

    /** The accountant's answers go through the grid of losses too. */
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 3", "2, 0.4"})
    void deltaOfOneEpochEnclosesTheQuadrature(int bins, double noise) {
        AllocationQuadrature truth = new AllocationQuadrature(bins, 1 / noise);
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(new DpEvent.BallsInBinsEpoch(bins, new DpEvent.Gaussian(noise)));
        for (double epsilon : new double[] {0, 0.1, 0.3}) {
            double y = Math.exp(epsilon);
            double exact = Math.max(truth.removed(y), truth.added(y));
            double upper = accountant.delta(epsilon);
            double lower = accountant.lowerDelta(epsilon);
            assertTrue(upper >= exact - ROUNDING && lower <= exact + ROUNDING, lower + " " + exact + " " + upper);
            assertTrue(
                    upper <= 1.01 * exact + 1e-12 && lower >= 0.99 * exact - 1e-12, lower + " " + exact + " " + upper);
        }
    }

    /** A twin that must fail: five percent more noise than in the truth it is compared with. */
    @Test
    void tooMuchNoiseIsNoticed() {
        AllocationQuadrature truth = new AllocationQuadrature(2, 1);
        assertTrue(removed(new AllocationLaw(2, 1 / 1.05, REACH, true).whole(), 1.3) < truth.removed(1.3));
        assertTrue(added(new AllocationLaw(2, 1.05, REACH, false).whole(), 1.3) > truth.added(1.3));
    }

    /** More bins: the masses, means and variances are known, whatever the digits of the number. */
    @ParameterizedTest
    @CsvSource({"4, 1", "7, 1", "234, 1", "1000, 0.3", "1023, 0.001", "65536, 1"})
    void massAndMeanAreKeptAndTheVarianceIsOnItsSide(long bins, double mu) {
        double variance = Math.expm1(mu * mu) / bins;
        for (boolean pessimistic : new boolean[] {true, false}) {
            RatioLaw law = new AllocationLaw(bins, mu, 12, pessimistic).whole();
            double mass = 0;
            double mean = 0;
            double square = 0;
            for (int i = 0; i < law.points.length; i++) {
                double excess = law.points[i] / bins - 1;
                mass += law.masses[i];
                mean += law.masses[i] * excess;
                square += law.masses[i] * excess * excess;
            }
            assertEquals(bins, law.terms);
            assertEquals(1, mass, 1e-10);
            assertEquals(0, mean, 1e-10);
            assertEquals(1, square / variance, 2e-3);
            assertTrue(pessimistic == square > variance, square + " for " + variance);
            assertTrue(law.lost / bins < 1e-30 && law.placeError < 1e-10 && law.massError < 1e-5);
        }
    }
}
