package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is not known of a composition, rounding included, is added to the upper bound or taken from the lower one. */
class TiltedCurveTest {
    private static final double STEP = 0.1;
    private static final double TILT = 1.5;
    private static final int SIZE = 64;
    private static final int FIRST = -10;
    private static final double[] EPSILONS = {0, 0.55, 1, 2.31};
    private static final DiscreteLoss LOSS = loss(new Random(3), FIRST, 41);

    private static DiscreteLoss loss(Random random, int first, int count) {
        double[] masses = random.doubles(count).map(mass -> mass / count).toArray();
        return new DiscreteLoss(first, masses, 0);
    }

    private static double truth(double epsilon) {
        double sum = 0;
        for (int i = 0; i < LOSS.masses().length; i++) {
            sum += LOSS.masses()[i] * Math.max(0, -Math.expm1(epsilon - (FIRST + i) * STEP));
        }
        return sum;
    }

    /** Delta of one step, with errors that are stated in addition to its own. */
    private static double delta(boolean upper, double epsilon, double error, double infinityMass, double outside) {
        FourierTransform transform = new FourierTransform(SIZE);
        LossSpectrum spectrum = new LossSpectrum(LOSS, TILT, STEP, upper, transform);
        Frequencies frequencies = new Frequencies(SIZE / 2 + 1);
        for (int k = 0; k <= SIZE / 2; k++) {
            frequencies.add(k, Math.exp(spectrum.logAbsolute[k]), spectrum.angle[k], 1);
        }
        TiltPlan plan = new TiltPlan(TILT, STEP, FIRST, SIZE, 1, 1, 0);
        TiltedCurve.Scalars scalars =
                new TiltedCurve.Scalars(spectrum.logMoment, spectrum.error + error, infinityMass, outside);
        return Math.exp(new TiltedCurve(plan, transform, frequencies, scalars, upper).logDelta(epsilon));
    }

    /** The factor that turns tilted masses into delta. */
    private static double prefactor(double epsilon) {
        return Math.exp(LOSS.logMoment(LOSS.logMasses(), TILT, STEP) - TILT * epsilon);
    }

    @Test
    void withoutOtherErrorsBothBoundsAreTheTruth() {
        for (double epsilon : EPSILONS) {
            double truth = truth(epsilon);
            assertEquals(truth, delta(true, epsilon, 0, 0, 0), 1e-8 * truth);
            assertEquals(truth, delta(false, epsilon, 0, 0, 0), 1e-8 * truth);
            assertTrue(delta(true, epsilon, 0, 0, 0) >= truth && delta(false, epsilon, 0, 0, 0) <= truth);
        }
    }

    /** By Parseval's identity an error of the transform moves the sum by its norm times that of the weights. */
    @Test
    void anErrorOfTheTransformCountsOnTheSafeSide() {
        double error = 1e-3 * Math.sqrt(SIZE);
        for (double epsilon : EPSILONS) {
            double squares = 0;
            for (int j = FIRST; j < FIRST + SIZE; j++) {
                double distance = Math.max(0, j * STEP - epsilon);
                double weight = Math.exp(-TILT * distance) - Math.exp(-(TILT + 1) * distance);
                squares += weight * weight;
            }
            double moved = prefactor(epsilon) * error * Math.sqrt(squares / SIZE);
            double truth = truth(epsilon);
            assertTrue(delta(true, epsilon, error, 0, 0) >= truth + moved, "upper at " + epsilon);
            assertTrue(delta(false, epsilon, error, 0, 0) <= truth - moved, "lower at " + epsilon);
        }
    }

    @Test
    void massOutsideTheWindowCountsOnTheSafeSide() {
        for (double epsilon : EPSILONS) {
            double moved = 1e-3 * prefactor(epsilon);
            double truth = truth(epsilon);
            assertTrue(delta(true, epsilon, 0, 0, 1e-3) >= truth + moved, "upper at " + epsilon);
            assertTrue(delta(false, epsilon, 0, 0, 1e-3) <= truth - moved, "lower at " + epsilon);
        }
    }

    @Test
    void infiniteLossIsPartOfTheUpperBound() {
        for (double epsilon : EPSILONS) {
            for (double mass : new double[] {1e-3, 0.5}) {
                double truth = truth(epsilon) + mass;
                assertTrue(delta(true, epsilon, 0, mass, 0) >= truth, "at " + epsilon);
                assertEquals(truth, delta(true, epsilon, 0, mass, 0), 1e-8 * truth);
            }
        }
    }

    /** The error of an exponent of 80 exceeds that of everything after it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tiltedMassesAreRoundedToTheSafeSide(boolean pessimistic) {
        double tilt = 40;
        double step = 1e-3;
        int first = 2000;
        FourierTransform transform = new FourierTransform(8);
        for (int seed = 0; seed < 20; seed++) {
            DiscreteLoss loss = loss(new Random(seed), first, 5);
            LossSpectrum spectrum = new LossSpectrum(loss, tilt, step, pessimistic, transform);
            BigDecimal exact = BigDecimal.ZERO;
            for (int i = 0; i < 5; i++) {
                BigDecimal exponent = BigMath.of(tilt)
                        .multiply(BigMath.of(step))
                        .multiply(BigDecimal.valueOf(first + i))
                        .subtract(BigMath.of(spectrum.logMoment));
                exact = exact.add(BigMath.times(BigMath.of(loss.masses()[i]), BigMath.exp(exponent)));
            }
            BigDecimal sum = BigMath.exp(BigMath.of(spectrum.logAbsolute[0]));
            assertEquals(pessimistic ? 1 : -1, sum.compareTo(exact), "seed " + seed);
            assertEquals(0, sum.subtract(exact).doubleValue(), 1e-12);
        }
    }
}
