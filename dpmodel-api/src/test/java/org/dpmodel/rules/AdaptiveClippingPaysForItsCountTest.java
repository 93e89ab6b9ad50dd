package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.clipping.AdaptiveClipping;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.clipping.ClippingAdaptation.Charge;
import org.dpmodel.clipping.ClippingAdaptation.Policy;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.ShuffledBatches;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rule 5: the noisy count that moves the clipping norm is released as well, and is paid for.
 *
 * <p>The norms of a run are read off the noise that its optimizer receives; two consecutive norms yield the noisy fraction, and
 * with the drawn batch the noise on the count.
 *
 * <p>Seen to fail when the count had no noise, when it was divided by the drawn size, when the gradients' noise was
 * not raised, and when 1/2 was not taken from each unit.
 *
 * <p>False alarms: four comparisons at 1e-7.
 */
class AdaptiveClippingPaysForItsCountTest {
    private static final double RATE = 1e-7;
    private static final int SIZE = 200;
    private static final int EXPECTED = 20;
    private static final int EPOCHS = 200;
    private static final double MULTIPLIER = 1.3;
    private static final double FRACTION_DEVIATION = 0.1;
    private static final double LEARNING_RATE = 0.05;
    private static final double QUANTILE = 0.5;

    private static AdaptiveClipping.Builder clipping() {
        return ClipMechanisms.adaptive()
                .initialClippingNorm(1)
                .learningRate(LEARNING_RATE)
                .targetUnclippedQuantile(QUANTILE)
                .fractionStandardDeviation(FRACTION_DEVIATION);
    }

    private static PrivacyPlan plan(SamplingScheme sampling, Adjacency adjacency, Charge charge) {
        return new PrivacyPlan(
                sampling, clipping().charge(charge).build(), NoiseMechanisms.gaussian(MULTIPLIER), adjacency, 1);
    }

    /** Andrew et al. 2021, theorem 1, with the numbers of this class. */
    private static double both(double gradientMultiplier) {
        double count = 2 * FRACTION_DEVIATION * EXPECTED;
        return 1 / Math.sqrt(1 / (gradientMultiplier * gradientMultiplier) + 1 / (count * count));
    }

    @Test
    void theGradientsNoiseIsRaisedUntilBothCostWhatTheMultiplierPromises() {
        PrivacyPlan plan =
                plan(new PoissonSampling(EXPECTED), Adjacency.ADD_OR_REMOVE_ONE, Charge.RAISE_GRADIENT_NOISE);
        double raised = plan.noiseStandardDeviation(0, 1, 1);
        assertTrue(raised > MULTIPLIER);
        assertEquals(MULTIPLIER, both(raised), 1e-14);
        assertTrue(both(raised) >= MULTIPLIER, "rounded to the safe side");
        assertEquals(new DpEvent.Gaussian(MULTIPLIER), plan.mechanism(0));
    }

    /** A replaced unit moves the sum by 2 C and the count by 1: both twice as much, so the same share of each is paid. */
    @Test
    void underReplaceOneBothHaveTwiceTheSensitivity() {
        PrivacyPlan plan = plan(new ShuffledBatches(EXPECTED), Adjacency.REPLACE_ONE, Charge.RAISE_GRADIENT_NOISE);
        double gradients = plan.noiseStandardDeviation(0, 1, 1);
        double count = FRACTION_DEVIATION * EXPECTED;
        double charged = ((DpEvent.Gaussian) plan.mechanism(0)).noiseMultiplier();
        double truth = 1 / Math.sqrt(Math.pow(2 / gradients, 2) + Math.pow(1 / count, 2));
        assertEquals(truth, charged, 1e-14);
        assertTrue(charged <= truth * (1 + 1e-15), "rounded to the safe side");
    }

    @Test
    void chargedOnTopTheStepCostsMoreThanItsMultiplier() {
        PrivacyPlan plan = plan(new PoissonSampling(EXPECTED), Adjacency.ADD_OR_REMOVE_ONE, Charge.CHARGE_ON_TOP);
        assertEquals(MULTIPLIER, plan.noiseStandardDeviation(0, 1, 1));
        double charged = ((DpEvent.Gaussian) plan.mechanism(0)).noiseMultiplier();
        assertEquals(both(MULTIPLIER), charged, 1e-14);
        assertTrue(charged <= both(MULTIPLIER), "rounded to the safe side");
    }

    @Test
    void aCountThatCostsMoreThanIsPromisedIsRefused() {
        AdaptiveClipping precise = clipping().fractionStandardDeviation(0.03).build();
        String message = assertThrows(IllegalArgumentException.class, () -> Tiny.classifier()
                        .sampling(new PoissonSampling(EXPECTED))
                        .clipping(precise)
                        .noise(NoiseMechanisms.gaussian(MULTIPLIER))
                        .build())
                .getMessage();
        assertTrue(message.startsWith("fractionStandardDeviation must be above noise multiplier / (2"), message);
        assertTrue(message.contains("or have the count charged on top"), message);
    }

    /** A run in which every example has the same gradient: all are clipped until the norm has passed it, then none. */
    private static final class Run {
        private final List<Double> norms = new ArrayList<>();
        private final List<StepReport> reports = new ArrayList<>();
        private DpEvent charged;

        Run(SamplingScheme sampling, AdaptiveClipping clipping, int epochs) {
            GradientRecorder recorder = new GradientRecorder();
            try (DPModel model = Tiny.regression(Tiny.linear(1, 1))
                    .sampling(sampling)
                    .clipping(clipping)
                    .noise(NoiseMechanisms.gaussian(MULTIPLIER))
                    .optimizer(recorder)
                    .seed(6)
                    .build()) {
                PrivacyPlan plan = model.plan().orElseThrow();
                Rows rows = Rows.repeated(SIZE, new float[] {1}, new float[] {2});
                model.train(epochs, rows, List.of(new Callback() {
                    @Override
                    public void onTrainStepEnd(RunContext context) {
                        reports.add(context.report().revealSensitive());
                    }
                }));
                charged = model.ledger();
                double perNorm = plan.shares(0).gradientNoiseMultiplier() / plan.expectedUnits();
                recorder.noiseDeviations().forEach(deviation -> norms.add(deviation / perNorm));
            }
        }

        /** The noise on the counts of all steps but the last, in promised standard deviations. */
        double[] countNoise() {
            double[] noise = new double[norms.size() - 1];
            for (int step = 0; step < noise.length; step++) {
                double fraction = QUANTILE - Math.log(norms.get(step + 1) / norms.get(step)) / LEARNING_RATE;
                StepReport report = reports.get(step);
                double unclipped = report.drawn() == 0 ? 0 : report.drawn() * (1 - report.clippedFraction());
                double excess = unclipped - report.drawn() / 2.0;
                noise[step] = ((fraction - 0.5) * EXPECTED - excess) / (FRACTION_DEVIATION * EXPECTED);
            }
            return noise;
        }
    }

    private static boolean isStandardNormal(double[] noise, double factor) {
        double squares = 0;
        double[] scaled = noise.clone();
        for (int i = 0; i < noise.length; i++) {
            scaled[i] *= factor;
            squares += scaled[i] * scaled[i];
        }
        return Math.abs(squares / noise.length - 1) < TailBounds.chiSquaredLimit(noise.length, RATE)
                && TailBounds.kolmogorovDistance(scaled, TailBounds::normalCdf)
                        < TailBounds.kolmogorovLimit(noise.length, RATE);
    }

    /** With Poisson samples the drawn size varies, so that a count scaled by it would show. */
    @Test
    void theCountOfARealRunHasThePromisedNoise() {
        Run run = new Run(new PoissonSampling(EXPECTED), clipping().build(), EPOCHS);
        double[] noise = run.countNoise();
        assertTrue(isStandardNormal(noise, 1));
        assertFalse(isStandardNormal(noise, 1.2), "a fifth more noise passes");
        assertFalse(isStandardNormal(noise, 1 / 1.2), "a fifth less noise passes");
        DpEvent step = new DpEvent.Gaussian(MULTIPLIER).poissonSampled((double) EXPECTED / SIZE);
        assertEquals(new DpEvent.Composed(List.of(step.times((long) EPOCHS * SIZE / EXPECTED))), run.charged);
    }

    @Test
    void theNormFindsTheGradients() {
        Run run = new Run(new ShuffledBatches(EXPECTED), clipping().build(), EPOCHS);
        // 2 (target) = 4 is the norm of all gradients.
        assertEquals(4, run.norms.get(run.norms.size() - 1), 0.4);
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void theNormStaysPositiveAndFinite(Policy policy) {
        AdaptiveClipping wild = clipping()
                .policy(policy)
                .learningRate(50)
                .targetUnclippedQuantile(0)
                .build();
        Run run = new Run(new ShuffledBatches(EXPECTED), wild, 5);
        assertTrue(run.norms.stream().allMatch(norm -> norm > 0 && norm < 1e13), run.norms.toString());
        assertTrue(run.norms.stream().anyMatch(norm -> norm < 1e-9), "the test must reach the end of the range");
    }

    @ParameterizedTest
    @CsvSource({"LINEAR, 0.9, 0.99", "GEOMETRIC, 0.9, 0.990050"})
    void followsMindArmoursFormulas(Policy policy, double fraction, double expected) {
        AdaptiveClipping clipping = clipping()
                .policy(policy)
                .targetUnclippedQuantile(0.8)
                .learningRate(0.1)
                .build();
        assertEquals(expected, clipping.how().next(1, fraction), 1e-6);
    }
}
