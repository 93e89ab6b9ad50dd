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
        return new StepSettings(
                MultilayerPerceptron.network(new long[] {3}, 4, 2).graph(),
                Losses.softmaxCrossEntropy(),
                new EngineDevice(new ReferenceEngine(), Device.parse(device)),
                ExecutionOptions.defaults().withThreads(1),
                Optional.empty(),
                unitSize,
                physicalBatchSize);
    }

    /** A compilation takes minutes on some accelerators, and would come in the middle of training. */
    @Test
    void anAcceleratorCompilesOneSize() {
        for (String device : List.of("reference:cann:0", "reference:cuda:0")) {
            PhysicalBatches sizes = on(device, 1, 320).sizes();
            for (int examples = 1; examples <= 320; examples++) {
                assertEquals(320, sizes.sizeFor(examples));
            }
            assertEquals(List.of(320, 320, 7), sizes.chunks(647));
        }
        assertEquals(new PhysicalBatches(48, 48), on("reference:cann:0", 16, 50).sizes(), "whole microbatches");
    }

    @Test
    void aProcessorPadsLittle() {
        PhysicalBatches sizes = on("reference:cpu", 1, 320).sizes();
        assertTrue(sizes.sizeFor(250) - 250 < 320 / 16, sizes::toString);
    }
}
