package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.DPModel;
import org.dpmodel.NonFiniteGradientsException;
import org.dpmodel.TrainingEnd;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.accountant.calibration.BestOfRunsAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.Sensitive;
import org.dpmodel.callback.StepReport;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.optimizer.Optimizers;
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
        "1, 1, -1e20, 8",
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
        assertTrue(message.contains("model.leftOut(dataset)"), message);
        assertTrue(message.contains("lower the learning rate"), message);
        assertEquals(10, steps[0]);
    }

    /**
     * Seen to fail: a run of a search ended like any other. Whether it ends is decided without noise, and so, through the
     * candidates that could still win, was the choice.
     */
    @Test
    void badStepsEndNoRunOfASearch() {
        Rows bad = Rows.repeated(SIZE, new float[] {Float.NaN, 1}, new float[] {1});
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .accountant(adjacency ->
                        new BestOfRunsAccountant(new RdpAccountant(adjacency), RunCount.parse("geometric:0.2")))
                .sampling(new PoissonSampling(SIZE))
                .build()) {
            assertEquals(TrainingEnd.EPOCHS_DONE, model.train(30, bad, List.of()));
            assertEquals(30, model.steps());
        }
    }

    /** Of an input that is no number, a target and a gradient that overflow; and they are not printed by accident. */
    @ParameterizedTest
    @CsvSource({"1, 3", "2, 8"})
    void theOwnerOfTheDataCanFindThem(int microbatch, int physical) {
        int size = 1500;
        Rows rows = Rows.repeated(size, new float[] {0.5f, -1}, new float[] {0.25f})
                .with(2, new float[] {Float.NaN, 1}, new float[] {1})
                .with(3, new float[] {1e30f, 1}, new float[] {-1e20f})
                .with(4, new float[] {3e38f, 3e38f}, new float[] {3e38f})
                .with(1499, new float[] {1, 1}, new float[] {Float.NEGATIVE_INFINITY});
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1), new SquaresWithoutRule())
                .sampling(microbatch == 1 ? new PoissonSampling(SIZE) : new ShuffledBatches(SIZE))
                .microbatchSize(microbatch)
                .physicalBatchSize(physical)
                .build()) {
            Sensitive<List<Integer>> found = model.leftOut(rows);
            assertEquals("sensitive", found.toString());
            assertEquals(List.of(2, 3, 4, 1499), found.revealSensitive());
            assertEquals(0, model.steps());
            assertEquals(0, model.privacyStatement().epsilon());
            Rows worse = Rows.repeated(300, new float[] {Float.NaN, 1}, new float[] {1});
            assertEquals(
                    IntStream.range(0, 100).boxed().toList(),
                    model.leftOut(worse).revealSensitive());
        }
    }

    /** Without privacy nothing is clipped, and one of them spoils the sum of others, which are none. */
    @Test
    void alsoWithoutPrivacy() {
        Rows rows = Rows.repeated(20, new float[] {0.5f, -1}, new float[] {0.25f})
                .with(7, new float[] {Float.NaN, 1}, new float[] {1});
        try (DPModel model = DPModel.builder(Tiny.linear(2, 1), new SquaresWithoutRule())
                .engine(ReferenceEngine.DEVICE)
                .optimizer(Optimizers.sgd(0.1))
                .buildWithoutPrivacy()) {
            assertEquals(List.of(7), model.leftOut(rows).revealSensitive());
        }
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
