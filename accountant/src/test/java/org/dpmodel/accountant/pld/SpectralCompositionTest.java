package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.gdp.GaussianPrivacyCurve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Fourier composition where the truth is known in closed form: plain Gaussian steps, handed to it as if sampled. */
class SpectralCompositionTest {
    @ParameterizedTest
    @CsvSource({
        "10, 100, 1e-5",
        "10, 100, 1e-12",
        "1, 2, 1e-3",
        "50, 1000000, 1e-6",
        "1000, 10000000, 1e-15",
        "0.3, 5, 1e-8"
    })
    void boundsEncloseTheClosedForm(double noise, long steps, double delta) {
        double truth = new GaussianPrivacyCurve(Math.sqrt((double) steps) / noise).epsilon(delta);
        Map<PoissonGaussian, Long> counts = Map.of(new PoissonGaussian(1, noise), steps);
        for (Adjacency adjacency : Adjacency.values()) {
            double upper = bound(adjacency, true).epsilon(counts, delta, 0);
            double lower = bound(adjacency, false).epsilon(counts, delta, 0);
            assertTrue(upper >= truth && upper <= truth * 1.001, () -> upper + " for " + truth);
            assertTrue(lower <= truth && lower >= truth * 0.999, () -> lower + " for " + truth);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 100, 3", "10, 100, 9", "2, 5, 0", "5, 1000, 120"})
    void deltaBoundsEncloseTheClosedForm(double noise, long steps, double epsilon) {
        double truth = new GaussianPrivacyCurve(Math.sqrt((double) steps) / noise).logDelta(epsilon);
        Map<PoissonGaussian, Long> counts = Map.of(new PoissonGaussian(1, noise), steps);
        double upper = bound(Adjacency.ADD_OR_REMOVE_ONE, true)
                .logDelta(counts, epsilon, Math.min(0, truth + 20), Double.NEGATIVE_INFINITY);
        double lower =
                bound(Adjacency.ADD_OR_REMOVE_ONE, false).logDelta(counts, epsilon, truth, Double.NEGATIVE_INFINITY);
        assertTrue(upper >= truth && upper <= truth + 5e-3, () -> upper + " for " + truth);
        assertTrue(lower <= truth && lower >= truth - 5e-3, () -> lower + " for " + truth);
    }

    @Test
    void differentStepsAddUpWhateverTheirOrder() {
        Map<PoissonGaussian, Long> counts = new LinkedHashMap<>();
        DirectionalBound growing = bound(Adjacency.ADD_OR_REMOVE_ONE, true);
        double muSquared = 0;
        for (double noise : new double[] {8, 10, 12, 8, 10}) {
            counts.merge(new PoissonGaussian(1, noise), 40L, Long::sum);
            muSquared += 40 / (noise * noise);
            double truth = new GaussianPrivacyCurve(Math.sqrt(muSquared)).epsilon(1e-6);
            double upper = growing.epsilon(counts, 1e-6, 0);
            assertTrue(upper >= truth && upper <= truth * 1.001, () -> upper + " for " + truth);
        }
    }

    @Test
    void askingAtEveryStepGivesTheAnswerOfAskingOnce() {
        DpEvent step = new DpEvent.Gaussian(1).poissonSampled(0.02);
        PldAccountant monitored = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        double previous = 0;
        for (int i = 0; i < 300; i++) {
            monitored.compose(step);
            double epsilon = monitored.epsilon(1e-5);
            assertTrue(epsilon >= previous * (1 - 1e-3), "step " + i);
            previous = epsilon;
        }
        PldAccountant once = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        once.compose(step, 300);
        assertEquals(1, previous / once.epsilon(1e-5), 5e-4);
        assertTrue(previous >= once.lowerEpsilon(1e-5));
    }

    @Test
    void noiseThatDecaysAtEveryStepIsBracketed() {
        PldAccountant decaying = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        PldAccountant quiet = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        PldAccountant loud = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        for (int i = 0; i < 120; i++) {
            decaying.compose(new DpEvent.Gaussian(2 - i * 1e-3).poissonSampled(0.05));
        }
        loud.compose(new DpEvent.Gaussian(2).poissonSampled(0.05), 120);
        quiet.compose(new DpEvent.Gaussian(2 - 0.12).poissonSampled(0.05), 120);
        double epsilon = decaying.epsilon(1e-5);
        assertTrue(epsilon >= loud.lowerEpsilon(1e-5) && epsilon <= quiet.epsilon(1e-5));
        assertTrue(decaying.lowerEpsilon(1e-5) <= epsilon && decaying.lowerEpsilon(1e-5) >= 0.99 * epsilon);
    }

    /** n steps of which each reveals everything with probability p: delta is 1 - (1 - p)^n, and at most n p. */
    @Test
    void probabilitiesOfInfiniteLossAddUp() {
        double probability = 1e-3;
        StepLoss revealing = new StepLoss() {
            @Override
            public LossNodes.Component nodes() {
                throw new UnsupportedOperationException("the plan is given");
            }

            @Override
            public DiscreteLoss pessimistic(double step) {
                return new DiscreteLoss(0, new double[] {1 - probability}, probability);
            }

            @Override
            public DiscreteLoss optimistic(double step) {
                return pessimistic(step);
            }
        };
        TiltPlan plan = new TiltPlan(1, 0.1, -32, 64, 40, 40, 0);
        SpectralComposition composition =
                new SpectralComposition(plan, new FourierTransform(64), step -> revealing, true);
        Map<PoissonGaussian, Long> counts = new LinkedHashMap<>();
        for (int different = 1; different <= 3; different++) {
            counts.put(new PoissonGaussian(1, different), 50L);
            double steps = 50.0 * different;
            double delta = Math.exp(composition.curve(counts).logDelta(0.5));
            assertTrue(delta >= -Math.expm1(steps * Math.log1p(-probability)), "delta " + delta);
            assertEquals(steps * probability, delta, 0.05 * steps * probability);
        }
    }

    @Test
    void transformAgreesWithTheDefinition() {
        int size = 64;
        Random random = new Random(7);
        double[] real = random.doubles(size).toArray();
        double[] imaginary = random.doubles(size).toArray();
        double[] re = real.clone();
        double[] im = imaginary.clone();
        FourierTransform transform = new FourierTransform(size);
        transform.forward(re, im);
        for (int k = 0; k < size; k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int j = 0; j < size; j++) {
                double c = Math.cos(2 * Math.PI * j * k / size);
                double s = -Math.sin(2 * Math.PI * j * k / size);
                sumRe += real[j] * c - imaginary[j] * s;
                sumIm += real[j] * s + imaginary[j] * c;
                assertEquals(c, transform.cosine((long) j * k), 1e-13);
                assertEquals(s, transform.sine(-(long) j * k), 1e-13);
            }
            assertEquals(sumRe, re[k], 1e-12);
            assertEquals(sumIm, im[k], 1e-12);
        }
        assertThrows(IllegalArgumentException.class, () -> new FourierTransform(48));
    }

    private static DirectionalBound bound(Adjacency adjacency, boolean upper) {
        return new DirectionalBound(new StepLosses(adjacency, upper), false, upper, PldOptions.defaults());
    }
}
