package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Sums of ratios on a grid that is too small for them: nothing is lost unseen. */
class RatioCellsTest {
    private static final double[] EDGES = {0, 0.4, 0.9, 1.5, 2.2, 3.1};
    private static final double ROUNDING = 1e-13;

    /** A law of mean 1, up to what it has lost already. */
    private static RatioLaw law(Random random, double lost) {
        double[] points = random.doubles(6, 0, 4).sorted().toArray();
        points[0] = 0;
        double[] masses = random.doubles(6).toArray();
        double mass = DoubleStream.of(masses).sum();
        double mean = 0;
        for (int i = 0; i < masses.length; i++) {
            masses[i] /= mass;
            mean += masses[i] * points[i];
        }
        for (int i = 0; i < points.length; i++) {
            points[i] *= (1 - lost) / mean;
        }
        return new RatioLaw(1, points, masses, lost, 0, 0);
    }

    /** E (X - y)⁺, or E (y - X)⁺. */
    private static double excess(double[] points, double[] masses, double y, int sign) {
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            sum += masses[i] * Math.max(0, sign * (points[i] - y));
        }
        return sum;
    }

    @Test
    void theLargerLawIsLargerAndTheSmallerOneSmaller() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            RatioLaw first = law(random, 0.03);
            RatioLaw second = seed % 2 == 0 ? first : law(random, 0.01);
            double[] points = new double[36];
            double[] masses = new double[36];
            for (int i = 0; i < 36; i++) {
                points[i] = first.points[i / 6] + second.points[i % 6];
                masses[i] = first.masses[i / 6] * second.masses[i % 6];
            }
            RatioCells cells = RatioCells.sum(first, second, EDGES);
            RatioLaw larger = cells.spread();
            RatioLaw smaller = cells.contracted();
            double lost = first.lost + second.lost;
            assertEquals(2, larger.terms);
            assertEquals(1, DoubleStream.of(larger.masses).sum(), ROUNDING, "all mass is kept");
            assertEquals(2, excess(larger.points, larger.masses, 0, 1) + larger.lost, ROUNDING, "so is the mean");
            for (double y = 0; y < 9; y += 0.1) {
                String at = "seed " + seed + ", y " + y;
                double above = excess(points, masses, y, 1);
                double below = excess(points, masses, y, -1);
                assertTrue(excess(larger.points, larger.masses, y, 1) + larger.lost >= above + lost - ROUNDING, at);
                assertTrue(excess(larger.points, larger.masses, y, -1) >= below - ROUNDING, at);
                assertTrue(excess(smaller.points, smaller.masses, y, 1) <= above + ROUNDING, at);
                assertTrue(excess(smaller.points, smaller.masses, y, -1) <= below + ROUNDING, at);
            }
        }
    }
}
