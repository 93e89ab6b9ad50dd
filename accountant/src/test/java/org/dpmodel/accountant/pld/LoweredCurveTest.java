package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A lowered curve is below the chords by their gaps, left of its first knot too. */
class LoweredCurveTest {
    private static final int CELLS = 20;
    private static final double STEP = 0.2;

    private static double curve(double[] masses, double epsilon) {
        double sum = 0;
        for (int i = 0; i < masses.length; i++) {
            sum += masses[i] * Math.max(0, -Math.expm1(epsilon - i * STEP));
        }
        return sum;
    }

    @Test
    void isBelowTheChordsByTheGapOfEachCell() {
        int kept = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double[] masses = random.doubles(CELLS + 1).toArray();
            double most = seed % 2 == 0 ? 0.02 : 0.2;
            double[] gaps = random.doubles(CELLS, 0, most).toArray();
            double[] lowered = LoweredCurve.masses(masses, gaps.clone(), STEP);
            for (double epsilon = -5; epsilon <= CELLS * STEP; epsilon += STEP / 8) {
                double gap = epsilon < 0 ? 0 : gaps[Math.min(CELLS - 1, (int) (epsilon / STEP))];
                double chord = curve(masses, epsilon);
                String at = "seed " + seed + ", epsilon " + epsilon;
                assertTrue(curve(lowered, epsilon) <= Math.max(0, chord - gap) + 1e-12, at);
            }
            for (double mass : lowered) {
                assertTrue(mass >= 0, "seed " + seed);
            }
            kept += curve(lowered, 0) > 0 ? 1 : 0;
        }
        assertTrue(kept > 150, kept + " of 200 curves were not given up");
    }
}
