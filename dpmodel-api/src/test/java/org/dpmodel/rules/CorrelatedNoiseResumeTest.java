package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.noise.NoiseSequence;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;

/**
 * A resumed run begins new correlated noise, and pays for it from its first step: the noise of the steps before is kept
 * nowhere.
 *
 * <p>Seen to fail when a resumed run kept counting from the last charge, and when the noise was kept for the next call.
 */
class CorrelatedNoiseResumeTest extends KeptRun {
    private static final int BANDS = 4;
    private static final DpEvent GROUP = new DpEvent.Gaussian(1).poissonSampled(4 * 0.1);

    private DPModelBuilder correlated() {
        return Tiny.classifier()
                .clipping(ClipMechanisms.fixed(0.5))
                .sampling(SamplingSchemes.cyclic(4, BANDS))
                .noise(NoiseMechanisms.banded(1, BANDS))
                .directory(folder)
                .saveStateEvery(1);
    }

    private List<Long> chargedSteps() {
        return LedgerContent.read(ledger).records().stream()
                .filter(LedgerRecord.Step.class::isInstance)
                .map(LedgerRecord.Step.class::cast)
                .filter(step -> step.event().isPresent())
                .map(LedgerRecord.Step::step)
                .toList();
    }

    @Test
    void groupsAreCountedFromTheFirstStepAfterTheResumption() throws IOException {
        runAndDie(correlated(), 2, 6);
        assertEquals(List.of(0L, 4L), chargedSteps());
        try (DPModel model = correlated().build()) {
            assertEquals(6, model.resume(folder).stepsOfRun());
            model.train(2, ROWS, List.of(stopAfter(7)));
        }
        try (DPModel model = correlated().build()) {
            model.resume(folder);
            model.train(2, ROWS, List.of());
            assertEquals(20, model.steps());
            assertEquals(List.of(GROUP.times(7)), model.ledger().events());
            RdpAccountant seven = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
            seven.compose(GROUP.times(7));
            double epsilon = model.privacyStatement().epsilon();
            assertEquals(seven.epsilon(1e-5), epsilon, 1e-12 * epsilon);
        }
        assertEquals(List.of(0L, 4L, 6L, 7L, 11L, 15L, 19L), chargedSteps());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("ledger.jsonl", "ledger.jsonl.lock", "training-state.bin"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    /** Without its state a run begins anew, and so does its noise. */
    @Test
    void aLostStateChangesNothingOfThat() throws IOException {
        runAndDie(correlated(), 2, 6);
        Files.delete(state);
        try (DPModel model = correlated().build()) {
            assertEquals(0, model.resume(folder).stepsOfRun());
            model.train(1, ROWS, List.of(stopAfter(8)));
            assertEquals(List.of(GROUP.times(3)), model.ledger().events());
        }
        assertEquals(List.of(0L, 4L, 6L), chargedSteps());
    }

    @Test
    void theForecastOfAResumedRunCountsAnewToo() {
        RdpAccountant four = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        four.compose(GROUP.times(4));
        PrivacyBudget budget = new PrivacyBudget(four.epsilon(1e-5) * (1 + 1e-9), 1e-5);
        runAndDie(correlated().budget(budget), 2, 6);
        try (DPModel model = correlated().budget(budget).build()) {
            model.resume(folder);
            assertEquals(8, model.budgetForecast(2, SIZE).orElseThrow().steps(), "of 14, two groups");
            model.train(2, ROWS, List.of());
            assertEquals(6 + 8, model.steps());
        }
    }

    private static final class Batches implements Callback {
        private final List<Integer> drawn = new ArrayList<>();

        @Override
        public void onTrainStepEnd(RunContext context) {
            drawn.add(context.report().revealSensitive().drawn());
        }
    }

    /** None of them is saved: a resumed run has its own parts, which stay the same from there on. */
    @Test
    void partsAreDrawnAnew() {
        runAndDie(correlated().sampling(SamplingSchemes.cyclic(4, 10)).noise(NoiseMechanisms.banded(1, 10)), 2, 6);
        int[] first = new int[10];
        int[] second = new int[10];
        try (DPModel model = correlated()
                .sampling(SamplingSchemes.cyclic(4, 10))
                .noise(NoiseMechanisms.banded(1, 10))
                .build()) {
            model.resume(folder);
            Batches batches = new Batches();
            // A batch is all of its part, at probability 10 · 4 / 40.
            model.train(3, ROWS, List.of(batches));
            Arrays.setAll(first, i -> batches.drawn.get(i));
            Arrays.setAll(second, i -> batches.drawn.get(10 + i));
            assertEquals(SIZE, Arrays.stream(first).sum());
            assertArrayEquals(first, second);
        }
    }

    /** Step k after the beginning has (C⁻¹ z)[k], whatever came before; a seed shows it. */
    @Test
    void aNewCallBeginsNewNoise() {
        GradientRecorder recorder = new GradientRecorder();
        Rows nothing = Rows.repeated(SIZE, new float[30], new float[] {0});
        try (DPModel model = Tiny.regression(Tiny.linear(30, 1))
                .sampling(SamplingSchemes.cyclic(4, BANDS))
                .noise(NoiseMechanisms.banded(1, BANDS))
                .optimizer(recorder)
                .seed(12)
                .build()) {
            model.train(1, nothing, List.of(stopAfter(6)));
            model.train(1, nothing, List.of());
        }
        NoiseSequence expected = NoiseMechanisms.banded(1, BANDS).begin(STEPS_PER_EPOCH, 30);
        for (int step = 6; step < 16; step++) {
            double[][] noise = {new double[30]};
            expected.addTo(noise, 1, RandomStreams.seeded(12).stream(StreamPurpose.NOISE, step));
            float[] found = recorder.gradients().get(step);
            for (int i = 0; i < found.length; i++) {
                assertEquals(noise[0][i] / 4, found[i], 1e-6);
            }
        }
        assertEquals(16, recorder.gradients().size());
    }
}
