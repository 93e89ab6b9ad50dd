package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.graph.step.LiveMemory;
import org.junit.jupiter.api.Test;

/** Gradients of single units take memory only where ADR 301 says that they are formed. */
class FormedGradientsTest {
    private static final int UNITS = 64;
    private static final int WIDTH = 96;
    /** One gradient of the layer's weight for each unit. */
    private static final long ALL_GRADIENTS = (long) UNITS * WIDTH * WIDTH * Float.BYTES;

    private static long peakBytes(long... shape) {
        TestNetwork test = TestNetwork.regression(
                NetworkSketch.input("dense", shape).then(s -> s.then("MatMul", s.zeros(WIDTH, WIDTH))));
        return LiveMemory.peakBytes(Step.clipped(test, UNITS, 1).graph().model().graph());
    }

    @Test
    void aDenseLayerWithOneRowPerUnitFormsNone() {
        long peak = peakBytes(WIDTH);
        assertTrue(peak < ALL_GRADIENTS / 4, peak + " bytes beside " + ALL_GRADIENTS);
    }

    /** The twin: the same layer on two rows. */
    @Test
    void aDenseLayerWithTwoRowsPerUnitFormsThemAll() {
        long peak = peakBytes(2, WIDTH);
        assertTrue(peak > ALL_GRADIENTS, peak + " bytes beside " + ALL_GRADIENTS);
    }
}
