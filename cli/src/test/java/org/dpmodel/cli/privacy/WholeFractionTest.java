package org.dpmodel.cli.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WholeFractionTest {
    @Test
    void shortFractionsAreFound() {
        assertEquals(new WholeFraction(1, 1), WholeFraction.of(1));
        assertEquals(new WholeFraction(1, 100), WholeFraction.of(0.01));
        assertEquals(new WholeFraction(8, 1875), WholeFraction.of(256 / 60000.0));
        assertEquals(new WholeFraction(3, 10), WholeFraction.of(0.3));
        assertEquals(new WholeFraction(1, Integer.MAX_VALUE), WholeFraction.of(1.0 / Integer.MAX_VALUE));
    }

    @Test
    void everyRatioOfABatchAndADatasetIsTheSameNumber() {
        Random random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            int examples = 1 + random.nextInt(10_000_000);
            double probability = (double) (1 + random.nextInt(examples)) / examples;
            WholeFraction found = WholeFraction.of(probability);
            assertEquals(probability, (double) found.batchSize() / found.examples());
        }
    }

    /** Charged too little it must never be. */
    @Test
    void anyOtherProbabilityIsRoundedUp() {
        Random random = new Random(6);
        for (int i = 0; i < 1000; i++) {
            double probability = Math.pow(random.nextDouble(), 4) + 1e-9;
            if (probability <= 1) {
                WholeFraction found = WholeFraction.of(probability);
                double ratio = (double) found.batchSize() / found.examples();
                assertTrue(ratio >= probability, probability + " became " + ratio);
                assertTrue(ratio <= probability + 1e-9, probability + " became " + ratio);
            }
        }
    }

    @Test
    void whatIsNoSamplingProbabilityIsRefused() {
        for (double wrong : new double[] {0, -0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY, 1e-12}) {
            assertThrows(IllegalArgumentException.class, () -> WholeFraction.of(wrong));
        }
    }
}
