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
        assertEquals(new PhysicalBatches(64, 16), on("reference:cpu", 1, 320, 2).sizes());
    }
}
