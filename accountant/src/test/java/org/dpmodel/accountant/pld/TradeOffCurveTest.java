package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TradeOffCurveTest {
    /** Dong, Roth, Su 2022: the Gaussian mechanism's curve is Φ(Φ⁻¹(1 - a) - mu). */
    @Test
    void gaussianMechanism() {
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(new DpEvent.Gaussian(1));
        TradeOffCurve curve = new TradeOffCurve(accountant);
        NormalDistribution normal = new NormalDistribution();
        for (double rate : new double[] {1e-4, 0.01, 0.1, 0.5, 0.9}) {
            double truth = normal.cumulativeProbability(normal.inverseCumulativeProbability(1 - rate) - 1);
            double found = curve.falseNegativeRate(rate);
            assertTrue(found <= truth + 1e-9 && found >= truth - 2e-3, () -> found + " for " + truth);
        }
    }

    @Test
    void endsOfTheCurve() {
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        TradeOffCurve nothing = new TradeOffCurve(accountant);
        assertEquals(0.9, nothing.falseNegativeRate(0.1), 1e-12);
        accountant.compose(new DpEvent.NonPrivate());
        assertEquals(1, new TradeOffCurve(accountant).truePositiveRate(0));
        assertEquals(0.9, nothing.falseNegativeRate(0.1), 1e-12, "the curve is a snapshot");
    }

    @Test
    @Tag("slow")
    void aFewDeltasGiveACoarserBound() {
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        assertEquals(0.01, TradeOffCurve.atDeltas(accountant, List.of(1e-3)).truePositiveRate(0.01), 1e-15);
        accountant.compose(new DpEvent.BallsInBinsEpoch(20, new DpEvent.Gaussian(1)), 3);
        double fine = new TradeOffCurve(accountant).truePositiveRate(0.01);
        double coarse =
                TradeOffCurve.atDeltas(accountant, List.of(1e-3, 1e-2, 0.1)).truePositiveRate(0.01);
        assertTrue(coarse >= fine - 1e-3 && coarse <= 1.3 * fine, coarse + " " + fine);
        assertTrue(fine < 0.2, "an epoch that is charged unamplified would allow more, found " + fine);
    }
}
