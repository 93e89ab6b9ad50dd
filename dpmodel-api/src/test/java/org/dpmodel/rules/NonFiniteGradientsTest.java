package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.NonFiniteGradientsException;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rule 8: an example whose gradient is not finite contributes nothing, and the others contribute what they would without it.
 *
 * <p>Seen to fail when units were masked without clearing their rows, when targets were not cleared (an infinite label then
 * ended the training), and when the whole physical batch was dropped.
 */
class NonFiniteGradientsTest {
    private static final int SIZE = 6;

    private final List<StepReport> reports = new ArrayList<>();

    private float[] gradient(Rows rows, int physical, int microbatch) {
        GradientRecorder recorder = new GradientRecorder();
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1), new SquaresWithoutRule())
                .sampling(microbatch == 1 ? new PoissonSampling(SIZE) : new ShuffledBatches(SIZE))
                .microbatchSize(microbatch)
                .physicalBatchSize(physical)
                .optimizer(recorder)
                .seed(5)
                .build()) {
            model.train(1, rows, List.of(new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    reports.add(context.report().revealSensitive());
                }
            }));
            float[] gradient = recorder.gradients().get(0);
            for (float element : gradient) {
                assertTrue(Float.isFinite(element), "the optimizer sees " + element);
            }
            return gradient;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 1, 1, 8",
        "Infinity, 1, 1, 8",
        "-Infinity, 1, 1, 2",
        "1, NaN, 1, 8",
        "1, 1, NaN, 8",
        "1, 1, Infinity, 3",
        "3e38, 3e38, 3e38, 8",
        "1e30, 1, -1e20, 8",
    })
    void aBadExampleIsLikeOneWithoutGradient(float x0, float x1, float target, int physical) {
        Rows rows = Rows.repeated(SIZE, new float[] {0.5f, -1}, new float[] {0.25f});
        Rows silent = rows.with(2, new float[] {0, 0}, new float[] {0});
        Rows bad = rows.with(2, new float[] {x0, x1}, new float[] {target});
        assertArrayEquals(gradient(silent, physical, 1), gradient(bad, physical, 1));
        assertEquals(0, reports.get(0).nonFinite());
        assertEquals(1, reports.get(1).nonFinite());
        assertEquals(SIZE, reports.get(1).drawn());
        assertTrue(Double.isFinite(reports.get(1).loss()));
    }

    @ParameterizedTest
    @CsvSource({"6", "2"})
    void aBadExampleTakesItsMicrobatchAlong(int physical) {
        Rows rows = Rows.repeated(SIZE, new float[] {0.5f, -1}, new float[] {0.25f});
        gradient(rows.with(2, new float[] {Float.NaN, 0}, new float[] {0}), physical, 2);
        assertEquals(1, reports.get(0).nonFinite());
    }

    @ParameterizedTest
    @CsvSource({"8", "2"})
    void onlyBadExamplesLeaveNoise(int physical) {
        Rows bad = Rows.repeated(SIZE, new float[] {Float.NaN, 1}, new float[] {1});
        Rows silent = Rows.repeated(SIZE, new float[] {0, 0}, new float[] {0});
        assertArrayEquals(gradient(silent, physical, 1), gradient(bad, physical, 1));
        assertEquals(SIZE, reports.get(1).nonFinite());
    }

    private static DPModel trained(Rows rows, int epochs, List<Callback> callbacks) {
        DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .sampling(new PoissonSampling(SIZE))
                .build();
        model.train(epochs, rows, callbacks);
        return model;
    }

    /** Ten steps with bad examples are no accident; each of them is charged, and the optimizer saw only finite sums. */
    @Test
    void tenBadStepsInARowEndTrainingWithAdvice() {
        Rows bad = Rows.repeated(SIZE, new float[] {0.5f, -1}, new float[] {1})
                .with(0, new float[] {Float.NaN, 1}, new float[] {1});
        long[] steps = new long[1];
        Callback count = new Callback() {
            @Override
            public void onTrainEnd(RunContext context) {
                steps[0] = context.step();
            }
        };
        String message = assertThrows(NonFiniteGradientsException.class, () -> trained(bad, 20, List.of(count))
                        .close())
                .getMessage();
        assertTrue(message.startsWith("in each of 10 steps in a row, from step 0 on"), message);
        assertTrue(message.contains("lower the learning rate"), message);
        assertEquals(10, steps[0]);
    }

    @Test
    void nineBadStepsAreForgottenAfterAGoodOne() {
        float[] features = {Float.NaN, -1};
        Callback mended = new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                features[0] = context.step() % 10 == 9 ? 0.5f : Float.NaN;
            }
        };
        try (DPModel model = trained(Rows.repeated(SIZE, features, new float[] {1}), 30, List.of(mended))) {
            assertEquals(30, model.steps());
        }
    }
}
