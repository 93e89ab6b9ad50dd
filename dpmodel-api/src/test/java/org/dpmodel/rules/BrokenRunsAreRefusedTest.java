package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Resumption;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.data.Dataset;
import org.dpmodel.ledger.LedgerException;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 7: a run whose folder is damaged, rewound, or of another run or plan is not continued, and nothing in it is overwritten.
 *
 * <p>Seen to fail when the last line was not checked.
 */
class BrokenRunsAreRefusedTest extends KeptRun {
    @Test
    void aFolderOfAnotherRunIsNotOverwritten() {
        runAndDie(kept(POISSON), 1, 3);
        try (DPModel model = kept(POISSON).build()) {
            String message = assertThrows(LedgerException.class, () -> model.train(1, ROWS, List.of()))
                    .getMessage();
            assertTrue(message.contains("already contains the ledger of a run") && message.contains("resume"), message);
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

    @Test
    void onlyTheSamePlanSeedOptimizerAndDatasetAreResumed() {
        runAndDie(kept(POISSON).seed(4), 1, 3);
        refused(builder(POISSON).seed(4).noise(NoiseMechanisms.gaussian(2)), "must be resumed with the plan");
        refused(builder(new PoissonSampling(8)).seed(4), "must be resumed with the plan");
        refused(builder(POISSON).seed(5), "seed of a resumed run");
        refused(builder(POISSON), "seeded randomness");
        refused(builder(POISSON).seed(4).optimizer(Optimizers.sgd(1)), "optimizer of a resumed run");
        for (int size : new int[] {39, 80}) {
            try (DPModel model = builder(POISSON).seed(4).build()) {
                model.resume(folder);
                String message = assertThrows(
                                IllegalArgumentException.class, () -> model.train(1, Tiny.twoClasses(size), List.of()))
                        .getMessage();
                assertTrue(message.contains("must have the 40 examples that it began with, found " + size), message);
            }
        }
        assertEquals(3, recordedSteps(ledger));
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
            assertEquals(new Resumption(3, 0, 3), model.resume(folder));
            model.train(1, ROWS, List.of());
            assertEquals(STEPS_PER_EPOCH, recordedSteps(ledger));
        }
    }

    /**
     * Was wrong once: the weights of a run with hardly any noise, or of one without privacy, were continued under the ledger
     * and the statement of another.
     */
    @Test
    void theStateOfAnotherRunIsRefused() throws IOException {
        Path mine = temporary.resolve("mine");
        runAndDie(builder(POISSON).directory(mine), 1, 3);
        runAndDie(kept(POISSON).noise(NoiseMechanisms.gaussian(0.6)), 1, 3);
        byte[] foreign = Files.readAllBytes(state);
        byte[] own = Files.readAllBytes(mine.resolve("training-state.bin"));
        Files.write(mine.resolve("training-state.bin"), foreign);
        folder = mine;
        refused(builder(POISSON), "belongs to a different run");
        Files.write(mine.resolve("training-state.bin"), own);
        try (DPModel model = builder(POISSON).build()) {
            assertEquals(new Resumption(3, 0, 3), model.resume(mine));
        }
    }

    /**
     * Was wrong once: a copy that was trained further on a smaller dataset, each of whose examples it draws more often, put its
     * weights under the ledger of the original, which had as many steps at a lower cost.
     */
    @Test
    void theStateOfACopyThatWentAnotherWayIsRefused() throws IOException {
        runAndDie(kept(POISSON), 1, STEPS_PER_EPOCH);
        Path copy = Files.createDirectory(temporary.resolve("copy"));
        for (Path file : List.of(ledger, state)) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        trainOn(ROWS, folder);
        trainOn(Tiny.twoClasses(20), copy);
        byte[] own = Files.readAllBytes(state);
        Files.copy(copy.resolve(state.getFileName()), state, StandardCopyOption.REPLACE_EXISTING);
        refused(builder(POISSON), "belongs to a different run");
        Files.write(state, own);
        try (DPModel model = builder(POISSON).build()) {
            assertEquals(STEPS_PER_EPOCH + 5, model.resume(folder).steps());
        }
    }

    private static void trainOn(Dataset dataset, Path folder) {
        try (DPModel model = builder(POISSON).saveStateEvery(1).build()) {
            model.resume(folder);
            model.train(1, ROWS, List.of());
            model.train(1, dataset, List.of(stopAfter(STEPS_PER_EPOCH + 5)));
        }
    }

    /** In every line, a change of one bit of every kind: no ledger that charges less is accepted. */
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
            assertEquals(new Resumption(4, 4, 0), model.resume(folder));
        }
    }

    @Test
    void aFolderWithoutARunSaysSo() {
        assertFalse(DPModel.isResumable(folder));
        refused(builder(POISSON), "cannot read the ledger");
        runAndDie(kept(POISSON), 1, 1);
        assertTrue(DPModel.isResumable(folder));
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

    /** Weights whose cost the accountant cannot count would be stated to have cost nothing. */
    @Test
    void failedResumeLeavesNothingBehind() {
        runAndDie(kept(POISSON), 1, 4);
        try (DPModel model = builder(POISSON).accountant(GdpAccountant::new).build()) {
            Map<String, float[]> fresh = Tiny.parameters(model);
            assertThrows(UnsupportedEventException.class, () -> model.resume(folder));
            Map<String, float[]> after = Tiny.parameters(model);
            fresh.forEach((name, values) -> assertArrayEquals(values, after.get(name), name));
        }
    }

    /** The state does not have them, and the cost of other ones would be in no statement. */
    @Test
    void otherFrozenWeightsAreRefused() {
        Network base = MultilayerPerceptron.network(new long[] {3}, 4, 2);
        Network frozen;
        Network other;
        try (DPModel one = Tiny.classifierOf(base).build();
                DPModel two = Tiny.classifierOf(base).build()) {
            frozen = one.network().freeze("dense1.*");
            other = two.network().freeze("dense1.*");
        }
        runAndDie(keptOf(frozen), 1, 4);
        refused(keptOf(other), "weights that are not trained");
        refused(keptOf(base), "weights that are not trained");
        try (DPModel model = keptOf(frozen).build()) {
            assertEquals(4, model.resume(folder).steps());
        }
    }

    /** Weights that are added frozen may come from a training on the same people. */
    @Test
    void frozenWeightsAreNotAddedToARunThatBeganWithNone() {
        Network base = MultilayerPerceptron.network(new long[] {3}, 4, 2);
        Network larger;
        try (DPModel model = Tiny.classifierOf(MultilayerPerceptron.network(new long[] {3}, 4, 2, 2))
                .build()) {
            larger = model.network().freeze("dense3.*");
        }
        runAndDie(keptOf(base), 1, 4);
        refused(keptOf(larger), "weights that are not trained");
    }

    private DPModelBuilder keptOf(Network network) {
        return Tiny.classifierOf(network).sampling(POISSON).directory(folder).saveStateEvery(1);
    }
}
