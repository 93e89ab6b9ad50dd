package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerException;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 7: a step is in the ledger before its noisy result is used; a resumed run continues the ledger and cannot rewind it, and
 * never draws a noise or a batch twice.
 *
 * <p>Seen to fail when the record was appended after the update, when a resumed run took its number of steps from the saved
 * state instead of the ledger, and when a shuffled epoch was continued in another order.
 */
class LedgerIsWrittenAheadTest extends KeptRun {
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
    @ValueSource(ints = {1, 10, 13, 27})
    void aResumedSeededRunEndsWithTheWeightsOfAnUninterruptedOne(int interruptedAfter) {
        for (SamplingScheme sampling :
                List.of(POISSON, SHUFFLED, SamplingSchemes.ballsInBins(4), SamplingSchemes.truncatedPoisson(4, 6))) {
            folder = temporary.resolve(sampling.name());
            runAndDie(kept(sampling).seed(4), 3, interruptedAfter);
            try (DPModel resumed = builder(sampling).seed(4).build();
                    DPModel whole = builder(sampling).seed(4).build()) {
                assertEquals(new Resumption(interruptedAfter, 0, interruptedAfter), resumed.resume(folder));
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

    /** Ten steps are an epoch: the second call of {@code train} has done three. */
    @Test
    void aResumptionTellsHowFarTheRunIsThatItGoesOnWith() {
        try (DPModel model = kept(POISSON).build()) {
            model.train(1, ROWS, List.of());
            model.train(2, ROWS, List.of(stopAfter(13)));
        }
        try (DPModel model = builder(POISSON).build()) {
            assertEquals(new Resumption(13, 0, 3), model.resume(folder));
        }
    }

    /** A call that ends within an epoch leaves its rest out, so the next steps' batches are not those of their numbers. */
    @Test
    void aCallAfterAnUnfinishedEpochIsResumedAtItsOwnBatches() {
        for (SamplingScheme sampling : List.of(POISSON, SHUFFLED, SamplingSchemes.ballsInBins(4))) {
            folder = temporary.resolve(sampling.name());
            try (DPModel model = kept(sampling).seed(4).build()) {
                model.train(1, ROWS, List.of(stopAfter(3)));
                model.train(2, ROWS, List.of(stopAfter(7)));
            }
            Set<Integer> drawn = new HashSet<>();
            try (DPModel resumed = builder(sampling).seed(4).build();
                    DPModel whole = builder(sampling).seed(4).build()) {
                assertEquals(new Resumption(7, 0, 4), resumed.resume(folder));
                resumed.train(2, ROWS, List.of());
                whole.train(1, ROWS, List.of(stopAfter(3)));
                whole.train(1, new Reading(ROWS, drawn), List.of());
                whole.train(1, ROWS, List.of());
                Map<String, float[]> expected = Tiny.parameters(whole);
                Tiny.parameters(resumed).forEach((name, values) -> assertArrayEquals(expected.get(name), values, name));
            }
            if (sampling != POISSON) {
                assertEquals(SIZE, drawn.size(), "an epoch does not have each example");
            }
        }
    }

    /** Saved after 5 steps, died after 8: three are lost, yet spent, and their noise and batches never occur again. */
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
            assertEquals(new Resumption(8, 3, 8), model.resume(folder));
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
            assertEquals(new Resumption(6, 6, 0), model.resume(folder));
            model.train(1, silent, List.of());
        }
        assertFalse(second.gradients().isEmpty());
        second.gradients().forEach(gradient -> assertTrue(seen.add(Arrays.toString(gradient)), "noise drawn twice"));
    }

    /** Without a seed the order of a paid epoch must continue, or an example could take part in it twice. */
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
            assertEquals(new Resumption(8, 3, 0), model.resume(folder));
            model.train(1, ROWS, List.of());
            assertEquals(18, model.steps(), "a whole epoch");
        }
        long paidAfter = LedgerContent.read(ledger).records().stream()
                .filter(record ->
                        record instanceof LedgerRecord.Step step && step.event().isPresent())
                .count();
        assertEquals(3, paidAfter, "the epoch in another order is paid for");
    }

    /** Was wrong once: their descriptions alone do not distinguish two schedules; what the epoch was charged does. */
    @Test
    void anEpochThatIsPaidForIsNotGoneOnWithMoreCheaply() {
        runAndDie(kept(SHUFFLED).noise(NoiseMechanisms.adaGaussian("mine", t -> 4)), 1, 5);
        try (DPModel model = builder(SHUFFLED)
                .noise(NoiseMechanisms.adaGaussian("mine", t -> 0.5))
                .build()) {
            model.resume(folder);
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, ROWS, List.of()))
                    .getMessage();
            assertTrue(message.contains("the plan would charge it differently"), message);
        }
        assertEquals(5, recordedSteps(ledger));
    }

    /** A schedule of the user's own is identified by its description: two lambdas are never equal, nor is one lambda in two processes. */
    @Test
    void aScheduleOfTheUsersIsResumedByItsWords() {
        runAndDie(kept(POISSON).noise(NoiseMechanisms.adaGaussian("2 / (1 + t)", t -> 2.0 / (1 + t))), 1, 3);
        refused(
                builder(POISSON).noise(NoiseMechanisms.adaGaussian("3 / (1 + t)", t -> 3.0 / (1 + t))),
                "must be resumed with the plan");
        try (DPModel model = builder(POISSON)
                .noise(NoiseMechanisms.adaGaussian("2 / (1 + t)", t -> 2.0 / (1.0 + t)))
                .build()) {
            assertEquals(new Resumption(3, 0, 3), model.resume(folder));
        }
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

    /** Interrupting the training thread asks for a stop; it must not close the files that the thread is writing. */
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
            assertEquals(new Resumption(6, 0, 6), resumed.resume(folder));
        }
    }
}
