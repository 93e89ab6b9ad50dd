package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.Resumption;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerException;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 7: a step is in the ledger before its noisy result is used; a resumed run continues the ledger and cannot rewind
 * it, and never draws a noise or a batch twice.
 *
 * <p>Seen to fail when the record was appended after the update, when a resumed run took its number of steps from the saved
 * state instead of the ledger, when a shuffled epoch was gone on with in another order, and when the last line was not
 * checked.
 */
class LedgerIsWrittenAheadTest {
    private static final int SIZE = 40;
    private static final int STEPS_PER_EPOCH = 10;
    private static final Rows ROWS = Tiny.twoClasses(SIZE);
    private static final SamplingScheme POISSON = new PoissonSampling(4);
    private static final SamplingScheme SHUFFLED = new ShuffledBatches(4);

    @TempDir
    private Path temporary;

    private Path folder;
    private Path ledger;
    private Path state;

    @BeforeEach
    void name() {
        folder = temporary.resolve("run");
        ledger = folder.resolve("ledger.jsonl");
        state = folder.resolve("training-state.bin");
    }

    private static DPModelBuilder builder(SamplingScheme sampling) {
        return Tiny.classifier()
                .optimizer(Optimizers.adam(0.05))
                .clipping(ClipMechanisms.adaptive()
                        .initialClippingNorm(0.5)
                        .fractionStandardDeviation(1)
                        .build())
                .sampling(sampling);
    }

    private DPModelBuilder kept(SamplingScheme sampling) {
        return builder(sampling).directory(folder).saveStateEvery(1);
    }

    private static Callback stopAfter(long step) {
        return new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                if (context.step() == step) {
                    context.requestStop();
                }
            }
        };
    }

    /** A process that dies: its model is closed, since a lock cannot outlive it here. */
    private void runAndDie(DPModelBuilder builder, int epochs, long steps) {
        try (DPModel model = builder.build()) {
            model.train(epochs, ROWS, List.of(stopAfter(steps)));
            assertEquals(steps, model.steps());
        }
    }

    private static long recordedSteps(Path file) {
        return LedgerContent.read(file).steps();
    }

    @Test
    void theRecordIsOnTheDiskWhenTheResultIsUsed() {
        List<Long> recorded = new ArrayList<>();
        Watching optimizer = new Watching(Optimizers.sgd(0.1), () -> recorded.add(recordedSteps(ledger)));
        try (DPModel model = kept(POISSON).optimizer(optimizer).build()) {
            model.train(1, ROWS, List.of());
        }
        assertEquals(STEPS_PER_EPOCH, recorded.size());
        for (int i = 0; i < recorded.size(); i++) {
            assertEquals(i + 1, recorded.get(i), "records at update " + i);
        }
    }

    @Test
    void theLedgerHoldsWhatIsCharged() {
        try (DPModel model = kept(POISSON).build()) {
            model.train(2, ROWS, List.of());
            List<DpEvent> events = LedgerContent.read(ledger).records().stream()
                    .filter(LedgerRecord.Step.class::isInstance)
                    .map(record -> ((LedgerRecord.Step) record).event().orElseThrow())
                    .toList();
            assertEquals(
                    List.of(events.get(0).times(events.size())), model.ledger().events());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10, 13, 20, 27})
    void aResumedSeededRunEndsWithTheWeightsOfAnUninterruptedOne(int interruptedAfter) {
        for (SamplingScheme sampling :
                List.of(POISSON, SHUFFLED, SamplingSchemes.ballsInBins(4), SamplingSchemes.truncatedPoisson(4, 6))) {
            folder = temporary.resolve(sampling.name());
            runAndDie(kept(sampling).seed(4), 3, interruptedAfter);
            try (DPModel resumed = builder(sampling).seed(4).build();
                    DPModel whole = builder(sampling).seed(4).build()) {
                assertEquals(new Resumption(interruptedAfter, 0), resumed.resume(folder));
                resumed.train(3, ROWS, List.of());
                whole.train(3, ROWS, List.of());
                assertEquals(3 * STEPS_PER_EPOCH, resumed.steps());
                assertEquals(whole.ledger(), resumed.ledger());
                Map<String, float[]> expected = Tiny.parameters(whole);
                Tiny.parameters(resumed).forEach((name, values) -> assertArrayEquals(expected.get(name), values, name));
                assertEquals(
                        whole.privacyStatement().toText(),
                        resumed.privacyStatement().toText());
            }
        }
    }

    @Test
    void aFinishedRunIsNotTrainedAgain() {
        runAndDie(kept(POISSON).seed(4), 2, 20);
        try (DPModel model = builder(POISSON).seed(4).build()) {
            model.resume(folder);
            model.train(2, ROWS, List.of());
            assertEquals(20, model.steps());
            model.train(1, ROWS, List.of());
            assertEquals(30, model.steps(), "a further call trains further");
        }
    }

    /** Saved after 5 steps, died after 8: three are lost, yet spent, and their noise and batches never come again. */
    @Test
    void anOlderStateKeepsTheSpentBudgetOfTheLedger() throws IOException {
        runAndDie(kept(POISSON).seed(4), 2, 5);
        byte[] old = Files.readAllBytes(state);
        Map<String, float[]> oldWeights;
        try (DPModel model = builder(POISSON).seed(4).build()) {
            model.resume(folder);
            oldWeights = Tiny.parameters(model);
            model.train(2, ROWS, List.of(stopAfter(8)));
        }
        Files.write(state, old);
        try (DPModel model = builder(POISSON).seed(4).build()) {
            assertEquals(new Resumption(8, 3), model.resume(folder));
            assertEquals(8, model.privacyStatement().steps());
            Tiny.parameters(model).forEach((name, values) -> assertArrayEquals(oldWeights.get(name), values, name));
            model.train(2, ROWS, List.of());
            assertEquals(20, model.steps(), "lost steps are not made up for: the plan's cost stays the plan's");
        }
        List<Long> positions = LedgerContent.read(ledger).records().stream()
                .filter(LedgerRecord.Step.class::isInstance)
                .map(record -> ((LedgerRecord.Step) record).position())
                .toList();
        assertEquals(positions.size(), new HashSet<>(positions).size(), "a batch was drawn twice: " + positions);
    }

    /** Noise at step k of a resumed run must differ from the noise that the lost step k had. */
    @Test
    void lostStepsGetFreshNoise() throws IOException {
        GradientRecorder first = new GradientRecorder();
        Rows silent = Rows.repeated(SIZE, new float[] {0, 0}, new float[] {0});
        DPModelBuilder tiny =
                Tiny.regression(Tiny.linear(2, 1)).sampling(POISSON).seed(9);
        try (DPModel model = tiny.optimizer(first).directory(folder).build()) {
            model.train(1, silent, List.of(stopAfter(6)));
        }
        Files.delete(state);
        Set<String> seen = new HashSet<>();
        first.gradients().forEach(gradient -> seen.add(Arrays.toString(gradient)));
        GradientRecorder second = new GradientRecorder();
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .sampling(POISSON)
                .seed(9)
                .optimizer(second)
                .build()) {
            assertEquals(new Resumption(6, 6), model.resume(folder));
            model.train(1, silent, List.of());
        }
        assertFalse(second.gradients().isEmpty());
        second.gradients().forEach(gradient -> assertTrue(seen.add(Arrays.toString(gradient)), "noise drawn twice"));
    }

    /** Without a seed the order of a paid epoch must go on, or an example could take part in it twice. */
    @Test
    void anUnseededShuffledEpochGoesOnInItsOrder() {
        Set<Integer> drawn = new HashSet<>();
        Reading dataset = new Reading(ROWS, drawn);
        try (DPModel model = kept(SHUFFLED).build()) {
            model.train(1, dataset, List.of(stopAfter(4)));
        }
        assertEquals(16, drawn.size());
        try (DPModel model = builder(SHUFFLED).build()) {
            model.resume(folder);
            model.train(1, dataset, List.of());
            assertEquals(STEPS_PER_EPOCH, model.steps());
            assertEquals(1, model.ledger().events().size());
        }
        assertEquals(SIZE, drawn.size(), "an example was drawn twice, another not at all");
        assertEquals(SIZE, dataset.reads());
    }

    @Test
    void anUnseededPoissonRunDrawsFreshRandomness() {
        runAndDie(kept(POISSON), 2, 7);
        try (DPModel model = builder(POISSON).build();
                DPModel other = builder(POISSON).build()) {
            model.resume(folder);
            model.train(2, ROWS, List.of());
            assertEquals(20, model.steps());
            assertThrows(LedgerException.class, () -> other.resume(folder), "two models write one ledger");
        }
    }

    @Test
    void theBudgetCountsWhatOtherProcessesSpent() {
        runAndDie(kept(POISSON), 5, 12);
        long affordable;
        try (DPModel fresh = builder(POISSON).budget(new PrivacyBudget(8, 1e-5)).build()) {
            fresh.train(60, ROWS, List.of());
            affordable = fresh.steps();
        }
        try (DPModel model = builder(POISSON).budget(new PrivacyBudget(8, 1e-5)).build()) {
            model.resume(folder);
            model.train(60, ROWS, List.of());
            assertEquals(affordable, model.steps());
        }
    }

    @Test
    void aFolderOfAnotherRunIsNotOverwritten() {
        runAndDie(kept(POISSON), 1, 3);
        try (DPModel model = kept(POISSON).build()) {
            String message = assertThrows(LedgerException.class, () -> model.train(1, ROWS, List.of()))
                    .getMessage();
            assertTrue(message.contains("holds the ledger of a run already") && message.contains("resume"), message);
            assertEquals(0, model.steps());
        }
        assertEquals(3, recordedSteps(ledger));
    }

    private static long mostReads(DPModelBuilder builder, Path folder, boolean refused) {
        Map<Integer, Integer> reads = new HashMap<>();
        Dataset counting = new Reading(ROWS, new HashSet<>()) {
            @Override
            public synchronized void copyFeatures(int index, FloatBuffer destination) {
                reads.merge(index, 1, Integer::sum);
                super.copyFeatures(index, destination);
            }
        };
        try (DPModel model = builder.build()) {
            if (refused) {
                assertThrows(IllegalArgumentException.class, () -> model.resume(folder));
                assertEquals(0, model.steps(), "a refused run is taken over");
            } else {
                model.resume(folder);
            }
            model.train(1, counting, List.of());
        }
        return reads.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** Was wrong once: the rest of a paid epoch was trained on in another order, without a charge. */
    @Test
    void aRefusedRunIsNotGoneOnWith() {
        runAndDie(kept(SHUFFLED), 1, 5);
        assertEquals(1, mostReads(builder(SHUFFLED).optimizer(Optimizers.sgd(1)), folder, true));
        assertEquals(5, recordedSteps(ledger));
    }

    /** Was wrong once: an older state brought an older order into the middle of an epoch. */
    @Test
    void aStateWithAnotherOrderBeginsAnEpochOfItsOwn() throws IOException {
        runAndDie(kept(SHUFFLED), 2, 5);
        Path older = temporary.resolve("older");
        Files.move(state, older);
        try (DPModel model = builder(SHUFFLED).saveStateEvery(1).build()) {
            model.resume(folder);
            model.train(1, ROWS, List.of(stopAfter(8)));
        }
        Files.move(older, state, StandardCopyOption.REPLACE_EXISTING);
        long paid = LedgerContent.read(ledger).records().stream()
                .filter(record ->
                        record instanceof LedgerRecord.Step step && step.event().isPresent())
                .count();
        assertEquals(2, paid);
        try (DPModel model = builder(SHUFFLED).build()) {
            assertEquals(new Resumption(8, 3), model.resume(folder));
            model.train(1, ROWS, List.of());
            assertEquals(18, model.steps(), "a whole epoch");
        }
        long paidAfter = LedgerContent.read(ledger).records().stream()
                .filter(record ->
                        record instanceof LedgerRecord.Step step && step.event().isPresent())
                .count();
        assertEquals(3, paidAfter, "the epoch in another order is paid for");
    }

    /** Was wrong once: words alone do not tell two schedules apart, what the epoch was charged does. */
    @Test
    void anEpochThatIsPaidForIsNotGoneOnWithMoreCheaply() {
        runAndDie(kept(SHUFFLED).noise(NoiseMechanisms.adaGaussian("mine", t -> 4)), 1, 5);
        try (DPModel model = builder(SHUFFLED)
                .noise(NoiseMechanisms.adaGaussian("mine", t -> 0.5))
                .build()) {
            model.resume(folder);
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, ROWS, List.of()))
                    .getMessage();
            assertTrue(message.contains("the plan would charge it otherwise"), message);
        }
        assertEquals(5, recordedSteps(ledger));
    }

    @Test
    void aStateWithoutALedgerIsNotOverwritten() throws IOException {
        runAndDie(kept(POISSON), 1, 3);
        Files.write(ledger, new byte[0]);
        try (DPModel model = kept(POISSON).build()) {
            String message = assertThrows(LedgerException.class, () -> model.train(1, ROWS, List.of()))
                    .getMessage();
            assertTrue(message.contains("but not its ledger"), message);
        }
    }

    /** A schedule of the user's is known by its words: two lambdas are never equal, nor is one in two processes. */
    @Test
    void aScheduleOfTheUsersIsResumedByItsWords() {
        runAndDie(kept(POISSON).noise(NoiseMechanisms.adaGaussian("2 / (1 + t)", t -> 2.0 / (1 + t))), 1, 3);
        refused(
                builder(POISSON).noise(NoiseMechanisms.adaGaussian("3 / (1 + t)", t -> 3.0 / (1 + t))),
                "must be resumed with the plan");
        try (DPModel model = builder(POISSON)
                .noise(NoiseMechanisms.adaGaussian("2 / (1 + t)", t -> 2.0 / (1.0 + t)))
                .build()) {
            assertEquals(new Resumption(3, 0), model.resume(folder));
        }
    }

    @Test
    void onlyTheSamePlanSeedOptimizerAndDatasetAreResumed() {
        runAndDie(kept(POISSON).seed(4), 1, 3);
        refused(builder(POISSON).seed(4).noise(NoiseMechanisms.gaussian(2)), "must be resumed with the plan");
        refused(builder(new PoissonSampling(8)).seed(4), "must be resumed with the plan");
        refused(builder(POISSON).seed(5), "seed of a resumed run");
        refused(builder(POISSON), "seeded randomness");
        refused(builder(POISSON).seed(4).optimizer(Optimizers.sgd(1)), "optimizer of a resumed run");
        try (DPModel model = builder(POISSON).seed(4).build()) {
            model.resume(folder);
            String message = assertThrows(
                            IllegalArgumentException.class, () -> model.train(1, Tiny.twoClasses(80), List.of()))
                    .getMessage();
            assertTrue(message.contains("must have the 40 examples that it began with, found 80"), message);
        }
        assertEquals(3, recordedSteps(ledger));
    }

    private void refused(DPModelBuilder builder, String part) {
        try (DPModel model = builder.build()) {
            String message = assertThrows(RuntimeException.class, () -> model.resume(folder))
                    .getMessage();
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aModelThatWasTrainedCannotTakeOverARun() {
        runAndDie(kept(POISSON), 1, 3);
        try (DPModel model = builder(POISSON).build()) {
            model.train(1, ROWS, List.of());
            assertThrows(IllegalStateException.class, () -> model.resume(folder));
        }
    }

    @Test
    void aLineCutOffByACrashDoesNotCount() throws IOException {
        runAndDie(kept(POISSON), 1, 3);
        String whole = Files.readString(ledger);
        List<String> lines = whole.lines().toList();
        Files.writeString(ledger, whole + lines.get(lines.size() - 1).substring(0, 20));
        try (DPModel model = builder(POISSON).build()) {
            assertEquals(new Resumption(3, 0), model.resume(folder));
            model.train(1, ROWS, List.of());
            assertEquals(STEPS_PER_EPOCH, recordedSteps(ledger));
        }
    }

    /** Every line, one bit of every kind of change: no ledger that says less is believed. */
    @Test
    void aDamagedLedgerIsRefused() throws IOException {
        runAndDie(kept(POISSON), 1, 4);
        List<String> lines = Files.readAllLines(ledger);
        assertEquals(6, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            List<String> changed = new ArrayList<>(lines);
            changed.set(i, lines.get(i).replaceFirst("(.*)0", "$11"));
            assertNotEquals(lines, changed);
            damaged(changed);
            if (i < lines.size() - 1) {
                List<String> missing = new ArrayList<>(lines);
                missing.remove(i);
                damaged(missing);
                List<String> swapped = new ArrayList<>(lines);
                swapped.set(i, lines.get(i + 1));
                swapped.set(i + 1, lines.get(i));
                damaged(swapped);
            }
        }
        List<String> doubled = new ArrayList<>(lines);
        doubled.add(lines.get(lines.size() - 1));
        damaged(doubled);
        damaged(List.of());
    }

    private void damaged(List<String> lines) throws IOException {
        Files.write(ledger, lines);
        try (DPModel model = builder(POISSON).build()) {
            String message = assertThrows(LedgerException.class, () -> model.resume(folder))
                    .getMessage();
            assertTrue(message.contains("damaged") || message.contains("is empty"), message);
            assertTrue(message.contains(ledger.toString()), message);
        }
    }

    @Test
    void aLedgerOlderThanTheStateIsRefused() throws IOException {
        runAndDie(kept(POISSON), 1, 4);
        List<String> lines = Files.readAllLines(ledger);
        Files.write(ledger, lines.subList(0, lines.size() - 1));
        refused(builder(POISSON), "a ledger cannot be rewound");
    }

    @Test
    void aDamagedStateIsRefusedAndTheLedgerStays() throws IOException {
        runAndDie(kept(POISSON), 1, 4);
        byte[] bytes = Files.readAllBytes(state);
        for (int position : new int[] {0, 9, bytes.length / 2, bytes.length - 1}) {
            byte[] changed = bytes.clone();
            changed[position] ^= 1;
            Files.write(state, changed);
            refused(builder(POISSON), "is damaged");
        }
        Files.write(state, Arrays.copyOf(bytes, bytes.length - 7));
        refused(builder(POISSON), "is damaged");
        Files.delete(state);
        try (DPModel model = builder(POISSON).build()) {
            assertEquals(new Resumption(4, 4), model.resume(folder));
        }
    }

    @Test
    void aFolderWithoutARunSaysSo() {
        assertFalse(DPModel.isResumable(folder));
        refused(builder(POISSON), "cannot read the ledger");
        runAndDie(kept(POISSON), 1, 1);
        assertTrue(DPModel.isResumable(folder));
    }

    @Test
    void aModelWithoutPrivacyKeepsALedgerThatSaysSo() {
        DPModelBuilder open = DPModel.builder(Tiny.linear(2, 1), Losses.meanSquaredError())
                .engine(ReferenceEngine.DEVICE)
                .optimizer(Optimizers.sgd(0.1))
                .sampling(POISSON)
                .directory(folder);
        try (DPModel model = open.buildWithoutPrivacy()) {
            model.train(1, Rows.repeated(SIZE, new float[] {1, 2}, new float[] {1}), List.of());
        }
        LedgerContent content = LedgerContent.read(ledger);
        assertTrue(
                content.header().plan().contains("WITHOUT privacy"),
                content.header().plan());
        try (DPModel model = builder(POISSON).build()) {
            assertThrows(LedgerException.class, () -> model.resume(folder), "a private model takes over a public one");
        }
    }

    /** To interrupt the training thread asks for a stop; it must not close the files that the thread is writing. */
    @Test
    void anInterruptedRunEndsWithItsStateSaved() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try (DPModel model = kept(POISSON).build()) {
                model.train(3, ROWS, List.of(new Callback() {
                    @Override
                    public void onTrainStepBegin(RunContext context) {
                        if (context.step() == 5) {
                            Thread.currentThread().interrupt();
                        }
                    }
                }));
            }
        });
        thread.setUncaughtExceptionHandler((where, what) -> failure.set(what));
        thread.start();
        thread.join();
        assertNull(failure.get());
        try (DPModel resumed = builder(POISSON).build()) {
            assertEquals(new Resumption(6, 0), resumed.resume(folder));
        }
    }

    /** A crash may come before the first line is whole: nothing was charged, and the folder is free. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0123abcd {\"type\":\"led"})
    void aLedgerWithoutAWholeLineWasNeverBegun(String beginning) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(ledger, beginning);
        Path leftover = folder.resolve(".training-state.bin-0.tmp");
        Files.writeString(leftover, "half a state");
        assertFalse(DPModel.isResumable(folder));
        try (DPModel model = kept(POISSON).build()) {
            model.train(1, ROWS, List.of());
        }
        assertTrue(DPModel.isResumable(folder));
        assertFalse(Files.exists(leftover), "leftovers of a killed process stay");
    }
}
