package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.dpmodel.DPModel;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingWithoutReplacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rule 7: a step whose gradients cannot be computed is recorded and counted as any other, its noise is not drawn for another
 * sum, and its result is not used.
 *
 * <p>Seen to fail when the step was counted only after its sum.
 */
class FailedStepsAreSpentTest {
    private static final int BATCH = 4;
    private static final int GOOD_STEPS = 2;

    @TempDir
    private Path folder;

    /** Breaks with the first example of the step after the good ones, once. */
    private static final class Breaking extends ForwardingDataset {
        private final AtomicInteger reads = new AtomicInteger();

        Breaking() {
            super(Tiny.twoClasses(40));
        }

        @Override
        public String name() {
            return "breaking";
        }

        @Override
        public void copyFeatures(int index, FloatBuffer destination) {
            if (reads.incrementAndGet() == GOOD_STEPS * BATCH + 1) {
                throw new IllegalStateException("the dataset broke");
            }
            super.copyFeatures(index, destination);
        }
    }

    @Test
    void aFailedStepIsRecordedAndCountedAndNotUsed() {
        AtomicInteger updates = new AtomicInteger();
        Breaking dataset = new Breaking();
        Path ledger = folder.resolve("run").resolve("ledger.jsonl");
        try (DPModel model = Tiny.classifier()
                .sampling(new SamplingWithoutReplacement(BATCH))
                .optimizer(new Watching(Optimizers.sgd(0.1), updates::incrementAndGet))
                .directory(folder.resolve("run"))
                .build()) {
            assertEquals(
                    "the dataset broke",
                    assertThrows(IllegalStateException.class, () -> model.train(1, dataset, List.of()))
                            .getMessage());
            assertEquals(GOOD_STEPS + 1, model.steps());
            assertEquals(GOOD_STEPS + 1, LedgerContent.read(ledger).steps());
            assertEquals(GOOD_STEPS, updates.get());
            assertEquals(GOOD_STEPS + 1, model.privacyStatement().steps());
            model.train(1, dataset, List.of());
            assertEquals(10, updates.get() - GOOD_STEPS, "a new call begins an epoch of its own");
            assertEquals(GOOD_STEPS + 1 + 10, model.steps());
        }
    }
}
