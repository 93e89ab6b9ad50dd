package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.BallsInBins;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;

/**
 * Rules 2 and 4 with schedules that give another answer each time they are asked: what a step is clipped by, noised by and
 * charged is one reading of each.
 *
 * <p>Seen to fail when charge, noise and clipping each read the schedule for themselves, and when the budget was compared
 * with one reading and the step charged with the next.
 */
class SchedulesAreReadOnceTest {
    private static final double SCALE = 0x1p-30;
    /** Clipping stays below the norm by 1/8192; another reading of a schedule would be far off. */
    private static final double MARGIN = 2e-4;

    /** A gradient of norm far above every clipping norm: a clipped sum shows the norm. */
    private static final Rows LOUD = Rows.repeated(1, new float[] {1, 0, 0}, new float[] {1e9f});

    private final GradientRecorder recorder = new GradientRecorder();
    private final List<DpEvent> charges = new ArrayList<>();
    private int noiseReadings;
    private int normReadings;

    /** Each reading is half of the one before, down to the last of 20; then from the start. */
    private double norm(long step) {
        return Math.pow(0.5, normReadings++ % 20);
    }

    private double falling(long step) {
        return SCALE * (1 + 1.0 / ++noiseReadings);
    }

    private DPModelBuilder model(SamplingScheme sampling) {
        return Tiny.regression(Tiny.linear(3, 1))
                .sampling(sampling)
                .optimizer(recorder)
                .clipping(ClipMechanisms.scheduled("impure", this::norm))
                .noise(NoiseMechanisms.adaGaussian("impure", this::falling));
    }

    private void train(DPModel model, Rows rows, int epochs) {
        model.train(epochs, rows, List.of(new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                context.charged().ifPresent(charges::add);
            }
        }));
    }

    @Test
    void clippingNoiseAndChargeAreOfOneReading() {
        try (DPModel model = model(new PoissonSampling(1)).build()) {
            train(model, LOUD, 30);
        }
        assertEquals(30, charges.size());
        for (int step = 0; step < 30; step++) {
            DpEvent.PoissonSampled charge = (DpEvent.PoissonSampled) charges.get(step);
            double multiplier = ((DpEvent.Gaussian) charge.event()).noiseMultiplier();
            double norm = recorder.norm(step);
            assertEquals(
                    multiplier * norm,
                    recorder.noiseDeviations().get(step),
                    MARGIN * multiplier * norm,
                    "step " + step);
        }
    }

    @Test
    void whatAnEpochIsChargedIsReadAheadForItsNoise() {
        for (SamplingScheme sampling : List.of(new ShuffledBatches(1), new BallsInBins(1))) {
            recorder.noiseDeviations().clear();
            recorder.gradients().clear();
            charges.clear();
            int sensitivity = sampling instanceof ShuffledBatches ? 2 : 1;
            Rows rows = Rows.repeated(8, new float[] {1, 0, 0}, new float[] {1e9f});
            try (DPModel model =
                    model(sampling).clipping(ClipMechanisms.fixed(1)).build()) {
                train(model, rows, 2);
            }
            double least = recorder.noiseDeviations().stream()
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElseThrow();
            double charged = charges.stream()
                    .mapToDouble(SchedulesAreReadOnceTest::multiplier)
                    .min()
                    .orElseThrow();
            assertTrue(charged * sensitivity <= least, charged + " charged, noise " + least);
        }
    }

    private static double multiplier(DpEvent event) {
        if (event instanceof DpEvent.ShuffledEpoch epoch) {
            return multiplier(epoch.event());
        }
        return event instanceof DpEvent.BallsInBinsEpoch epoch
                ? multiplier(epoch.event())
                : ((DpEvent.Gaussian) event).noiseMultiplier();
    }

    /** Noise that falls with each reading: what was affordable when it was looked at would not be when it is charged. */
    @Test
    void theBudgetIsComparedWithWhatIsCharged() {
        for (double epsilon : new double[] {2, 3, 4}) {
            Map<Long, Integer> readings = new HashMap<>();
            PrivacyBudget budget = new PrivacyBudget(epsilon, 1e-5);
            try (DPModel model = Tiny.classifier()
                    .sampling(new PoissonSampling(4))
                    .noise(NoiseMechanisms.adaGaussian("impure", step -> 8.0 / readings.merge(step, 1, Integer::sum)))
                    .budget(budget)
                    .seed(3)
                    .build()) {
                model.train(60, Tiny.twoClasses(4), List.of());
                assertTrue(model.steps() > 0 && model.steps() < 60, () -> "steps " + model.steps());
                double spent = model.accountant().epsilon(budget.delta());
                assertTrue(spent <= budget.epsilon(), () -> "spent " + spent);
            }
        }
    }
}
