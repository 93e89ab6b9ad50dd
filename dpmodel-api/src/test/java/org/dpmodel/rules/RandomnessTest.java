package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;

/**
 * Rule 9: randomness is secure unless a seed is asked for, and no noise is ever used twice.
 *
 * <p>Seen to fail when streams of noise were numbered by the updates done (a step that failed after its optimizer had seen
 * the noisy gradient was then followed by one with the same noise), when the step within the epoch numbered them, when
 * two models shared their streams, and when the statement did not mention the seed.
 */
class RandomnessTest {
    private static final int SIZE = 8;

    /** Gradients of zero: what the optimizer sees is noise. */
    private static final Rows SILENT = Rows.repeated(SIZE, new float[] {0, 0, 0}, new float[] {0});

    private final GradientRecorder recorder = new GradientRecorder();

    private DPModelBuilder noiseOnly() {
        return Tiny.regression(Tiny.linear(3, 1))
                .sampling(new PoissonSampling(2))
                .optimizer(recorder);
    }

    /** 96 random bits each: equal by chance with probability far below 1e-20. */
    private void assertNoNoiseTwice(int steps) {
        assertEquals(steps, recorder.gradients().size());
        Set<List<Float>> vectors = new HashSet<>();
        recorder.gradients().forEach(g -> vectors.add(List.of(g[0], g[1], g[2])));
        assertEquals(
                steps,
                vectors.size(),
                () -> "noise twice in "
                        + recorder.gradients().stream().map(Arrays::toString).toList());
    }

    @Test
    void stepsEpochsAndRunsHaveTheirOwnNoise() {
        try (DPModel model = noiseOnly().seed(1).build()) {
            model.train(2, SILENT, List.of());
            model.train(2, SILENT, List.of());
            model.train(1, Rows.repeated(2 * SIZE, new float[] {0, 0, 0}, new float[] {0}), List.of());
            assertNoNoiseTwice(4 + 4 + 4 + 4 + 8);
        }
    }

    /** The optimizer has seen the noisy gradient; the next step must not hide another sum behind the same noise. */
    @Test
    void aFailedUpdateDoesNotBringItsNoiseBack() {
        recorder.failingAt(1);
        try (DPModel model = noiseOnly().seed(1).build()) {
            assertThrows(IllegalStateException.class, () -> model.train(1, SILENT, List.of()));
            model.train(1, SILENT, List.of());
            assertNoNoiseTwice(2 + 4);
        }
    }

    @Test
    void aFailedCallbackDoesNotBringNoiseBack() {
        Callback failing = new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                throw new IllegalStateException("the callback fails");
            }
        };
        try (DPModel model = noiseOnly().seed(1).build()) {
            assertThrows(IllegalStateException.class, () -> model.train(1, SILENT, List.of(failing)));
            assertEquals(1, model.steps());
            model.train(1, SILENT, List.of());
            assertNoNoiseTwice(1 + 4);
        }
    }

    /** Where rounding depends on the order of rows, whoever knows the order of one step must not know that of the next. */
    @Test
    void eachStepHasItsOwnSecretOrderOfRows() {
        int size = 24;
        List<List<Integer>> orders = new ArrayList<>();
        Dataset noting = new ForwardingDataset(Tiny.twoClasses(size)) {
            @Override
            public void copyFeatures(int index, FloatBuffer destination) {
                orders.get(orders.size() - 1).add(index);
                super.copyFeatures(index, destination);
            }
        };
        Callback beginning = new Callback() {
            @Override
            public void onTrainStepBegin(RunContext context) {
                orders.add(new ArrayList<>());
            }
        };
        try (DPModel model = Tiny.classifier()
                .sampling(new PoissonSampling(size))
                .execution(ExecutionOptions.defaults().withThreads(1))
                .seed(1)
                .build()) {
            model.train(3, noting, List.of(beginning));
        }
        List<Integer> sorted = IntStream.range(0, size).boxed().toList();
        orders.forEach(order -> assertEquals(sorted, order.stream().sorted().toList()));
        // Two of the four are equal by chance with probability 1e-23.
        orders.add(sorted);
        assertEquals(4, new HashSet<>(orders).size());
    }

    @Test
    void twoModelsOfOneBuilderShareNoNoise() {
        DPModelBuilder builder = noiseOnly();
        try (DPModel first = builder.build();
                DPModel second = builder.build()) {
            first.train(1, SILENT, List.of());
            second.train(1, SILENT, List.of());
            assertNoNoiseTwice(4 + 4);
        }
    }

    @Test
    void parametersOfOneLayerAndOfTwoHaveTheirOwnNoise() {
        try (DPModel model = Tiny.classifier()
                .sampling(new ShuffledBatches(4))
                .optimizer(recorder)
                .build()) {
            model.train(1, Tiny.twoClasses(4), List.of());
            float[] gradient = recorder.gradients().get(0);
            Set<Float> elements = new HashSet<>();
            for (float element : gradient) {
                elements.add(element);
            }
            // 26 floats of 24 bits coincide by chance with probability below 1e-4; a shared stream repeats dozens.
            assertTrue(elements.size() >= gradient.length - 1);
        }
    }

    @Test
    void aSeedRepeatsARunAndMarksTheStatement() {
        float[][] runs = new float[2][];
        for (int run = 0; run < 2; run++) {
            try (DPModel model =
                    Tiny.classifier().sampling(new PoissonSampling(5)).seed(42).build()) {
                model.train(2, Tiny.twoClasses(20), List.of());
                runs[run] = Tiny.parameters(model).get("dense1.weight");
                assertTrue(model.privacyStatement().seeded());
                assertTrue(model.privacyStatement()
                        .toText()
                        .contains("Seeded: not private unless the seed stays secret."));
                assertTrue(model.privacyStatement().toJson().get("seeded").booleanValue());
            }
        }
        assertArrayEquals(runs[0], runs[1]);
    }

    @Test
    void withoutASeedNothingRepeats() {
        float[][] runs = new float[2][];
        for (int run = 0; run < 2; run++) {
            try (DPModel model =
                    Tiny.classifier().sampling(new PoissonSampling(5)).build()) {
                runs[run] = Tiny.parameters(model).get("dense1.weight");
                assertFalse(model.privacyStatement().seeded());
                assertFalse(model.privacyStatement().toText().contains("eeded"));
            }
        }
        assertFalse(Arrays.equals(runs[0], runs[1]));
    }

    /** With the same noise in both, the difference of the two models would be free of it. */
    @Test
    void sameSeedDrawsOtherNoiseForAFurtherTraining() {
        try (DPModel first = noiseOnly().seed(1).build()) {
            first.train(1, SILENT, List.of());
            GradientRecorder second = new GradientRecorder();
            try (DPModel further = Tiny.regression(first.network())
                    .sampling(new PoissonSampling(2))
                    .optimizer(second)
                    .seed(1)
                    .build()) {
                further.train(1, SILENT, List.of());
            }
            for (int step = 0; step < SIZE / 2; step++) {
                assertFalse(Arrays.equals(
                        recorder.gradients().get(step), second.gradients().get(step)));
            }
        }
    }
}
