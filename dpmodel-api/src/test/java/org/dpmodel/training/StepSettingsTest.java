package org.dpmodel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.dpmodel.Losses;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.models.MultilayerPerceptron;
import org.junit.jupiter.api.Test;

class StepSettingsTest {
    private static StepSettings on(String device, int unitSize, int physicalBatchSize) {
        return on(device, unitSize, physicalBatchSize, 1);
    }

    private static StepSettings on(String device, int unitSize, int physicalBatchSize, int threads) {
        return new StepSettings(
                MultilayerPerceptron.network(new long[] {3}, 4, 2).graph(),
                Losses.softmaxCrossEntropy(),
                new EngineDevice(new ReferenceEngine(), Device.parse(device)),
                ExecutionOptions.defaults().withThreads(threads),
                Optional.empty(),
                unitSize,
                physicalBatchSize);
    }

    /** A compilation takes minutes on some accelerators, and would come in the middle of training. */
    @Test
    void anAcceleratorCompilesOneSize() {
        for (String device : List.of("reference:cann:0", "reference:cuda:0")) {
            PhysicalBatches sizes = on(device, 1, 208).sizes();
            for (int examples = 1; examples <= 208; examples++) {
                assertEquals(208, sizes.sizeFor(examples));
            }
            assertEquals(List.of(208, 208, 7), sizes.chunks(423));
        }
        assertEquals(
                new PhysicalBatches(64, 64), on("reference:cann:0", 16, 50).sizes(), "whole blocks of microbatches");
        assertEquals(320, on("reference:cuda:0", 1, 1024).sizes().largest(), "the margin pays for no more");
    }

    /** Rows are equal only where all of them fill the blocks that kernels cut a batch into. */
    @Test
    void aProcessorHasFewSizesOfWholeBlocksOfRows() {
        for (int unitSize : new int[] {1, 2, 3, 16, 100}) {
            for (int limit : new int[] {unitSize, 20 * unitSize, 320 * unitSize, 5000 * unitSize}) {
                for (int threads : new int[] {1, 2, 16}) {
                    StepSettings settings = on("reference:cpu", unitSize, limit, threads);
                    PhysicalBatches sizes = settings.sizes();
                    if (unitSize < 32) {
                        assertEquals(0, sizes.granularity() % 16, sizes::toString);
                        assertEquals(0, sizes.granularity() / unitSize % 4, sizes::toString);
                    } else {
                        assertEquals(unitSize, sizes.largest(), "a large unit is alone");
                    }
                    assertEquals(0, sizes.granularity() % unitSize, sizes::toString);
                    assertTrue(sizes.sizes().size() <= 4, sizes::toString);
                    assertTrue(sizes.largest() / unitSize <= 64, sizes::toString);
                    assertTrue(settings.workers() <= threads);
                    assertEquals(1, settings.workerExecution().threads());
                }
            }
        }
    }

    /**
     * Seen to fail, at 48 of 128, when chunks were a part of the largest batch that may be drawn; and at 128 of 192 when the expected
     * size was guessed from how many examples may be in work.
     */
    @Test
    void twoWorkersHaveAsMuchToDoInABatchOfTheExpectedSize() {
        for (int expected : new int[] {32, 64, 128, 192, 256, 512, 1024}) {
            for (BatchRows rows : List.of(BatchRows.usual(expected), new BatchRows(expected, 1024))) {
                PhysicalBatches sizes = PhysicalBatches.chunks(rows, 1, 16, 2);
                int[] work = new int[2];
                for (int chunk : sizes.chunks(expected)) {
                    int free = work[0] <= work[1] ? 0 : 1;
                    work[free] += sizes.sizeFor(chunk);
                }
                assertEquals(expected / 2, Math.max(work[0], work[1]), expected + " in " + sizes);
            }
        }
    }

    @Test
    void noMoreExamplesAreInWorkThanAskedFor() {
        for (int workers = 1; workers <= 16; workers++) {
            for (int limit = 16 * workers; limit < 1000; limit += 7) {
                PhysicalBatches sizes = PhysicalBatches.chunks(new BatchRows(limit, limit), 1, 16, workers);
                assertTrue(workers * sizes.largest() <= limit, workers + " workers, " + limit + ", " + sizes);
            }
        }
    }
}
