package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;

/**
 * Rule 3: sum, then noise, then divide by the expected batch size; an empty batch is a step of noise.
 *
 * <p>Seen to fail when {@code TrainingRun} divided by the drawn size, when it divided before adding noise, and when it
 * skipped empty batches.
 */
class ExpectedBatchSizeTest {
    private static final int SIZE = 40;
    private static final int EXPECTED = 2;

    private final List<Integer> drawn = new ArrayList<>();
    private final GradientRecorder recorder = new GradientRecorder();

    private DPModel trained(double noiseMultiplier) {
        DPModel model = Tiny.regression(Tiny.linear(1, 1))
                .sampling(new PoissonSampling(EXPECTED))
                .noise(NoiseMechanisms.gaussian(noiseMultiplier))
                .optimizer(recorder)
                .seed(11)
                .build();
        // Each example's gradient is clipped to −1, so that a step's sum is minus the number of drawn examples.
        Rows rows = Rows.repeated(SIZE, new float[] {10}, new float[] {10});
        model.train(10, rows, List.of(new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                drawn.add(context.report().map(StepReport::drawn).revealSensitive());
            }
        }));
        return model;
    }

    @Test
    void theDrawnSizeDoesNotDivide() {
        trained(Tiny.HARDLY_ANY_NOISE).close();
        // The seed draws small, large and empty batches: 200 sizes of mean 2.
        assertTrue(drawn.contains(0) && drawn.contains(1) && drawn.contains(4), () -> "drawn " + drawn);
        for (int step = 0; step < drawn.size(); step++) {
            // The steps clip a little below the clipping norm.
            assertEquals(
                    -(double) drawn.get(step) / EXPECTED, recorder.gradients().get(step)[0], 1e-3);
        }
    }

    @Test
    void anEmptyBatchIsAStepOfNoise() {
        try (DPModel model = trained(1)) {
            assertEquals(10L * SIZE / EXPECTED, model.steps());
            assertEquals(model.steps(), drawn.size());
            assertEquals(
                    List.of(new DpEvent.Gaussian(1)
                            .poissonSampled((double) EXPECTED / SIZE)
                            .times(model.steps())),
                    model.ledger().events());
            int empty = drawn.indexOf(0);
            assertTrue(empty >= 0, () -> "drawn " + drawn);
            float noise = recorder.gradients().get(empty)[0];
            // |N(0, 1)| / 2 beyond 4 would be more than eight standard deviations; the seed makes it certain.
            assertTrue(noise != 0 && Math.abs(noise) < 4, () -> "noise " + noise);
        }
    }

    @Test
    void noiseIsDividedLikeTheSum() {
        trained(1000).close();
        double squares = 0;
        for (float[] gradient : recorder.gradients()) {
            squares += (double) gradient[0] * gradient[0];
        }
        double deviation = Math.sqrt(squares / drawn.size());
        // 1000 / 2 by rule; 1000 if noise came after the division, 1000 / drawn if that divided. Seeded.
        assertEquals(500, deviation, 100);
        assertEquals(Collections.nCopies(drawn.size(), 500.0), recorder.noiseDeviations());
    }
}
